package logtail.web.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All files of the page. Their version is made of their contents, so what a browser keeps under a path with the version
 * in it never needs to be asked for again. {@code index.html} names files as {@code ./page/VERSION/…}, and has the one
 * inline element that there is, the import map, which browsers take from no other file. Immutable; any thread.
 */
public final class PageFiles {
    private static final String INDEX = "index.html";
    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern MAPPED = Pattern.compile("\"(\\./page/VERSION/[^\"]*\\.js)\"");

    private final SortedMap<String, PageFile> files;
    private final String version;
    private final PageFile index;
    private final String policy;

    private PageFiles(SortedMap<String, PageFile> files) {
        this.files = files;
        version = version(files);
        PageFile draft = Objects.requireNonNull(files.get(INDEX), INDEX);
        String html = finished(new String(draft.plain(), StandardCharsets.UTF_8));
        index = new PageFile(INDEX, html.getBytes(StandardCharsets.UTF_8));
        policy = policy(html);
    }

    /** Reads them all: about 1.5 MB, some tens of milliseconds. */
    public static PageFiles read() {
        URL here = Objects.requireNonNull(PageFiles.class.getResource(INDEX), INDEX);
        try {
            URI uri = here.toURI();
            if (!uri.getScheme().equals("jar")) {
                return new PageFiles(filesIn(Path.of(uri).resolveSibling(".")));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return new PageFiles(filesIn(jar.provider().getPath(uri).resolveSibling(".")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the files of the page at " + here, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(here.toString(), e);
        }
    }

    /** 16 hexadecimal digits. */
    public String version() {
        return version;
    }

    /** The document. */
    public PageFile index() {
        return index;
    }

    /** The value of {@code Content-Security-Policy} for the document. */
    public String policy() {
        return policy;
    }

    /** Another file, by its path below the version. */
    public Optional<PageFile> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    /** The paths of all files. */
    public Iterable<String> paths() {
        return files.keySet();
    }

    private static SortedMap<String, PageFile> filesIn(Path folder) throws IOException {
        var files = new TreeMap<String, PageFile>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                if (!path.endsWith(".class")) {
                    files.put(path, new PageFile(path, Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    /** Tells browsers early of all modules, which they would otherwise find one behind the other. */
    private String finished(String html) {
        Stream<String> ours = files.keySet().stream()
                .filter(path -> path.endsWith(".js") && !path.startsWith("lib/"))
                .map(path -> "./page/VERSION/" + path);
        Stream<String> mapped = MAPPED.matcher(html).results().map(found -> found.group(1));
        String preloads = Stream.concat(ours, mapped)
                .distinct()
                .map("<link rel=\"modulepreload\" href=\"%s\">"::formatted)
                .collect(Collectors.joining("\n"));
        return html.replace("<!-- modules -->", preloads).replace("VERSION", version);
    }

    private static String policy(String html) {
        Matcher map = IMPORT_MAP.matcher(html);
        if (!map.find()) {
            throw new IllegalStateException(INDEX + " has no import map");
        }
        byte[] hash = sha256().digest(map.group(1).getBytes(StandardCharsets.UTF_8));
        return "default-src 'none'; script-src 'self' 'sha256-%s'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                        .formatted(Base64.getEncoder().encodeToString(hash))
                + "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
                + "require-trusted-types-for 'script'; trusted-types lit-html";
    }

    private static String version(SortedMap<String, PageFile> files) {
        MessageDigest digest = sha256();
        files.forEach((path, file) -> {
            digest.update(path.getBytes(StandardCharsets.UTF_8));
            digest.update(file.plain());
        });
        return HexFormat.of().formatHex(digest.digest(), 0, 8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
