package logtail;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.GivenClassesConjunction;
import java.util.stream.Stream;

/** The map of packages: each uses only what stands in its row, so dependencies run in one direction. */
@AnalyzeClasses(packages = "logtail", importOptions = ArchitectureTest.WithoutTests.class)
@ArchTag("slow")
class ArchitectureTest {
    /** Leaves the tests out, wherever they were compiled to. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }

    /** The commands that are the daemon's own; each calls one class of it. */
    private static final DescribedPredicate<JavaClass> KNOW_THE_DAEMON = nameMatching(
                    "logtail\\.cli\\.(admin|up)\\.((Serve|Journal|Up)Command|tokens\\.StoppedDaemonTokens)(\\$.*)?")
            .forSubtype();

    /** What filters the lines of stdin, by the daemon's own parsers and in its own form. */
    private static final DescribedPredicate<JavaClass> READ_STDIN = nameMatching(
                    "logtail\\.cli\\.tail\\.(Local(Tail|Parser)|BlockTail)")
            .forSubtype();

    /** What a reader keeps of a journal; the rest of it is the daemon's. */
    private static final DescribedPredicate<JavaClass> A_PLACE =
            nameMatching("logtail\\.journal\\.(Cursor|JournalId|Place)").forSubtype();

    @ArchTest
    static final ArchRule EVENT = uses("event");

    @ArchTest
    static final ArchRule RUNTIME = uses("runtime");

    @ArchTest
    static final ArchRule ACCESS = uses("access", "event", "runtime");

    @ArchTest
    static final ArchRule PARSE = uses("parse", "event");

    @ArchTest
    static final ArchRule FILTER = uses("filter", "event", "parse");

    @ArchTest
    static final ArchRule REDACT = uses("redact", "event", "runtime", "filter");

    @ArchTest
    static final ArchRule JOURNAL = uses("journal", "event", "runtime");

    @ArchTest
    static final ArchRule JOURNAL_FILES = uses("journal.files", "journal", "event", "runtime");

    @ArchTest
    static final ArchRule JOURNAL_CONTRACT = classes()
            .that()
            .resideInAPackage("logtail.journal")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("logtail.journal").or(mayUse("event", "runtime")));

    /** Neither knows the library that writes the files. */
    @ArchTest
    static final ArchRule JOURNAL_INDEX = noClasses()
            .that()
            .resideInAnyPackage("logtail.journal.index..", "logtail.journal.files..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("logtail.journal.chronicle..");

    @ArchTest
    static final ArchRule NET = uses("net", "runtime");

    @ArchTest
    static final ArchRule PIPELINE = uses("pipeline", "event", "runtime", "parse", "journal");

    @ArchTest
    static final ArchRule ENCODE = uses("encode", "event");

    @ArchTest
    static final ArchRule CATALOG = uses("catalog", "event", "runtime", "journal");

    @ArchTest
    static final ArchRule QUERY = uses("query", "event", "runtime", "filter", "journal");

    @ArchTest
    static final ArchRule TAIL = uses("tail", "access", "event", "runtime", "filter", "journal", "query", "encode");

    @ArchTest
    static final ArchRule COUNT =
            uses("count", "access", "event", "runtime", "parse", "filter", "journal", "query", "encode", "tail");

    @ArchTest
    static final ArchRule DRAIN = uses("drain", "access", "event", "runtime", "net", "filter", "journal", "encode");

    @ArchTest
    static final ArchRule DRAIN_SINKS = uses("drain.sink", "event", "runtime", "net", "encode");

    /** What all protocols share knows none of them. */
    @ArchTest
    static final ArchRule DRAIN_CONTRACT = classes()
            .that()
            .resideInAPackage("logtail.drain.sink")
            .should()
            .onlyDependOnClassesThat(resideInAPackage("logtail.drain.sink").or(mayUse("event", "encode")));

    @ArchTest
    static final ArchRule DRAIN_HTTP = protocol("http", "event", "runtime", "net", "encode");

    @ArchTest
    static final ArchRule DRAIN_SYSLOG = protocol("syslog", "event", "net", "encode");

    @ArchTest
    static final ArchRule DRAIN_KAFKA = protocol("kafka", "event", "runtime", "net", "encode");

    @ArchTest
    static final ArchRule DRAIN_FILE = protocol("file", "event", "runtime", "encode");

    @ArchTest
    static final ArchRule DRAIN_FACTORY = noClasses()
            .that()
            .resideOutsideOfPackage("logtail.drain.sink..")
            .and()
            .doNotHaveFullyQualifiedName("logtail.drain.Sinks")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("logtail.drain.sink.*..");

    @ArchTest
    static final ArchRule INGEST = uses("ingest", "access", "event", "runtime", "net", "parse", "pipeline", "redact");

    @ArchTest
    static final ArchRule WEB = uses(
            "web",
            "access",
            "event",
            "runtime",
            "net",
            "parse",
            "filter",
            "journal",
            "pipeline",
            "encode",
            "catalog",
            "query",
            "tail",
            "count",
            "ingest",
            "drain",
            "redact");

    @ArchTest
    static final ArchRule DAEMON = noClasses()
            .that()
            .resideInAPackage("logtail.daemon..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("logtail.cli..");

    @ArchTest
    static final ArchRule PRACTICE = uses("practice", "cli");

    /** Training is started by {@code bin/logtail} alone. */
    @ArchTest
    static final ArchRule PRACTICE_IS_NOBODYS = noClasses()
            .that()
            .resideOutsideOfPackage("logtail.practice..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("logtail.practice..");

    @ArchTest
    static final ArchRule CLI_BASE = uses("cli.base", "runtime");

    @ArchTest
    static final ArchRule CLI_CLIENT = room("client")
            .should()
            .onlyDependOnClassesThat(mayUse("cli.client", "cli.base", "event", "runtime", "filter")
                    .or(A_PLACE));

    @ArchTest
    static final ArchRule CLI_RENDER = uses("cli.render", "cli.client", "cli.base", "event", "runtime");

    @ArchTest
    static final ArchRule CLI_CHILD = uses("cli.child", "cli.base", "runtime");

    @ArchTest
    static final ArchRule CLI_SHIP =
            uses("cli.ship", "cli.child", "cli.client", "cli.base", "event", "runtime", "parse", "redact");

    @ArchTest
    static final ArchRule CLI_TAIL = room("tail")
            .and(DescribedPredicate.not(READ_STDIN))
            .should()
            .onlyDependOnClassesThat(
                    mayUse("cli.tail", "cli.render", "cli.client", "cli.base", "event", "runtime", "filter", "query")
                            .or(A_PLACE));

    @ArchTest
    static final ArchRule CLI_SCREEN = uses("cli.screen", "cli.render", "cli.base", "runtime");

    @ArchTest
    static final ArchRule CLI_COUNT = uses(
            "cli.count", "cli.tail", "cli.screen", "cli.render", "cli.client", "cli.base", "event", "runtime", "query");

    @ArchTest
    static final ArchRule CLI_TOP = uses("cli.top", "cli.screen", "cli.render", "cli.client", "cli.base", "runtime");

    @ArchTest
    static final ArchRule CLI_UP = room("up")
            .and(DescribedPredicate.not(KNOW_THE_DAEMON))
            .should()
            .onlyDependOnClassesThat(mayUse(
                            "cli.up",
                            "cli.ship",
                            "cli.child",
                            "cli.render",
                            "cli.client",
                            "cli.base",
                            "runtime",
                            "redact")
                    .or(A_PLACE));

    @ArchTest
    static final ArchRule CLI_ADMIN = room("admin")
            .and(DescribedPredicate.not(KNOW_THE_DAEMON))
            .should()
            .onlyDependOnClassesThat(mayUse("cli.admin", "cli.client", "cli.base", "runtime"));

    @ArchTest
    static final ArchRule DAEMON_COMMANDS = classes()
            .that(resideInAnyPackage("logtail.cli..").and(KNOW_THE_DAEMON))
            .should()
            .onlyDependOnClassesThat(mayUse(
                    "cli.up",
                    "cli.admin",
                    "cli.ship",
                    "cli.child",
                    "cli.render",
                    "cli.client",
                    "cli.base",
                    "runtime",
                    "redact",
                    "daemon"));

    @ArchTest
    static final ArchRule STDIN = classes()
            .that(READ_STDIN)
            .should()
            .onlyDependOnClassesThat(mayUse(
                    "cli.tail",
                    "cli.render",
                    "cli.client",
                    "cli.base",
                    "event",
                    "filter",
                    "query",
                    "parse",
                    "encode",
                    "tail"));

    @ArchTest
    static final ArchRule NO_CYCLES_OF_ROOMS =
            slices().matching("logtail.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("logtail.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule NO_CYCLES_OF_DRAINS =
            slices().matching("logtail.drain.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CHRONICLE = isUsedOnlyIn("net.openhft..", "logtail.journal.chronicle..");

    @ArchTest
    static final ArchRule NETTY = isUsedOnlyIn(
            "io.netty..",
            "logtail.net..",
            "logtail.ingest..",
            "logtail.web..",
            "logtail.drain.sink.http..",
            "logtail.drain.sink.syslog..");

    @ArchTest
    static final ArchRule KAFKA = isUsedOnlyIn(
            "org.apache.kafka..", "logtail.drain.sink.kafka..", "logtail.drain.cluster..", "logtail.journal.kafka..");

    @ArchTest
    static final ArchRule DISRUPTOR = isUsedOnlyIn("com.lmax..", "logtail.pipeline..");

    @ArchTest
    static final ArchRule PICOCLI = isUsedOnlyIn("picocli..", "logtail.cli..");

    @ArchTest
    static final ArchRule RE2J =
            isUsedOnlyIn("com.google.re2j..", "logtail.filter..", "logtail.parse.join..", "logtail.redact..");

    private static GivenClassesConjunction room(String name) {
        return classes().that().resideInAPackage("logtail.cli." + name + "..");
    }

    private static ArchRule uses(String name, String... others) {
        return classes()
                .that()
                .resideInAPackage("logtail." + name + "..")
                .should()
                .onlyDependOnClassesThat(mayUse(name, others));
    }

    /** A package of sinks: it uses what all share, and no other. */
    private static ArchRule protocol(String name, String... others) {
        return classes()
                .that()
                .resideInAPackage("logtail.drain.sink." + name + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAPackage("logtail.drain.sink").or(mayUse("drain.sink." + name, others)));
    }

    private static DescribedPredicate<JavaClass> mayUse(String name, String... others) {
        String[] packages = Stream.concat(Stream.of(name), Stream.of(others))
                .map(other -> "logtail." + other + "..")
                .toArray(String[]::new);
        return resideInAnyPackage(packages).or(DescribedPredicate.not(resideInAnyPackage("logtail..")));
    }

    private static ArchRule isUsedOnlyIn(String library, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
