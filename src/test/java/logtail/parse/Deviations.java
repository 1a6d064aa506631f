package logtail.parse;

import java.util.HashMap;
import java.util.Map;

/** Where this parser differs from others on purpose: id of the vector, reason. {@code docs/syslog.md} tells more. */
public final class Deviations {
    public static final Map<String, String> MESSAGES = messages();
    static final Map<String, String> FRAMES = frames();

    private Deviations() {}

    private static Map<String, String> messages() {
        var reasons = new HashMap<String, String>();
        put(
                reasons,
                "neither PRI nor time: no syslog, so the text is kept whole and no word is guessed to be a name",
                "sv-0011",
                "sv-0229",
                "sv-0359",
                "sv-0460",
                "sv-0463",
                "sv-0562",
                "sv-0619",
                "sv-0628",
                "sv-0680");
        put(
                reasons,
                "ill-formed structured data is text, as in Logplex bodies, so that nothing is lost",
                "sv-0264",
                "sv-0265",
                "sv-0266",
                "sv-0269",
                "sv-0270",
                "sv-0292",
                "sv-0332",
                "sv-0348",
                "sv-0371",
                "sv-0382",
                "sv-0384",
                "sv-0386",
                "sv-0388",
                "sv-0439",
                "sv-0440");
        put(reasons, "\"last message repeated\" names nobody", "sv-0256");
        put(
                reasons,
                "without a time, a word that no colon follows is text: loggers that set no tag send that",
                "sv-0024",
                "sv-0025",
                "sv-0026",
                "sv-0148",
                "sv-0606",
                "sv-0671");
        put(
                reasons,
                "a number is no tag",
                "sv-0027",
                "sv-0030",
                "sv-0031",
                "sv-0033",
                "sv-0034",
                "sv-0035",
                "sv-0037",
                "sv-0039",
                "sv-0041",
                "sv-0044",
                "sv-0045",
                "sv-0046",
                "sv-0047",
                "sv-0050",
                "sv-0051",
                "sv-0052",
                "sv-0076",
                "sv-0083",
                "sv-0085",
                "sv-0087",
                "sv-0089",
                "sv-0090",
                "sv-0091",
                "sv-0092",
                "sv-0093",
                "sv-0095",
                "sv-0096",
                "sv-0100",
                "sv-0107",
                "sv-0111",
                "sv-0114",
                "sv-0115",
                "sv-0116",
                "sv-0117",
                "sv-0162",
                "sv-0163",
                "sv-0173",
                "sv-0273",
                "sv-0521",
                "sv-0274",
                "sv-0663");
        put(reasons, "a list is no tag", "sv-0205", "sv-0573");
        put(reasons, "a date is no tag", "sv-0681");
        put(reasons, "TZ-6 is a zone, not a host", "sv-0679");
        put(reasons, "the time and the host of NetScaler are read", "sv-0233");
        put(
                reasons,
                "the name of a router's message is its id and stays in the text; the app is the kind of device",
                "sv-0323",
                "sv-0358",
                "sv-0399",
                "sv-0401",
                "sv-0402",
                "sv-0405",
                "sv-0406",
                "sv-0522",
                "sv-0524",
                "sv-0530",
                "sv-0531",
                "sv-0625",
                "sv-0626");
        put(reasons, "key=value is no tag", "sv-0528");
        put(reasons, "+0700 and +07 are zones, not hosts", "sv-0612", "sv-0614");
        put(reasons, "Z and then a zone is no time", "sv-0617");
        put(reasons, "white space or a bracket begins a text, not a tag", "sv-0215", "sv-0702");
        put(reasons, "an octet count inside a datagram goes when it counts just the rest", "sv-0711");
        put(reasons, "a host may hold any letters, and the day one digit", "sv-0436");
        put(reasons, "a dash is only absent structured data when SP or the end follows", "sv-0002");
        put(reasons, "the source's test cuts values at 255 octets; here they are whole", "sv-0342");
        return reasons;
    }

    private static Map<String, String> frames() {
        var reasons = new HashMap<String, String>();
        put(
                reasons,
                "LF always ends a message that is not counted; the source has an option or joins lines",
                "sv-0287",
                "sv-0288",
                "sv-0510");
        put(
                reasons,
                "digits are only an octet count before SP and <: these begin with no PRI",
                "sv-0407",
                "sv-0409",
                "sv-0410",
                "sv-0413",
                "sv-0415",
                "sv-0417",
                "sv-0476");
        put(
                reasons,
                "digits that are no octet count are text: kept as a frame rather than refused",
                "sv-0408",
                "sv-0475",
                "sv-0477",
                "sv-0494",
                "sv-0497",
                "sv-0498");
        put(reasons, "a message over the limit is cut, not refused", "sv-0501");
        put(reasons, "no PROXY protocol here: its header is a line of text", "sv-0424", "sv-0716");
        put(reasons, "VERSION must be 1, as with rsyslog and syslog-ng", "sv-0646");
        return reasons;
    }

    private static void put(Map<String, String> reasons, String reason, String... ids) {
        for (String id : ids) {
            reasons.put(id, reason);
        }
    }
}
