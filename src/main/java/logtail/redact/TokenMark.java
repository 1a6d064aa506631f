package logtail.redact;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/**
 * A text by which a token is known.
 *
 * @param text in small letters when case is ignored
 * @param startsWord whether nothing of a word may stand before it
 * @param secret where the token is, once the text was found
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TokenMark(byte[] text, boolean ignoreCase, boolean startsWord, Secret secret) {
    /** Looks for a token around a mark at {@code bytes[mark, markEnd)}, and remembers it in the finder. */
    @FunctionalInterface
    interface Secret {
        boolean isAt(TokenFinder finder, int mark, int markEnd);
    }

    /** Of which characters a token is. */
    enum Letters {
        CAPITALS,
        ALPHANUMERIC,
        /** With underscore and hyphen, as in base64url. */
        WORD,
        /** With points too. */
        DOTTED;

        boolean has(byte b) {
            return switch (this) {
                case CAPITALS -> Bytes.isUpper(b) || Bytes.isDigit(b);
                case ALPHANUMERIC -> Bytes.isAlphanumeric(b);
                case WORD -> Bytes.isWord(b) || b == '-';
                case DOTTED -> Bytes.isWord(b) || b == '-' || b == '.';
            };
        }
    }

    /** The marks, each at least three bytes long, see {@link TokenFinder}. */
    static final TokenMark[] ALL = {
        prefix("AKIA", Letters.CAPITALS, 16), // AWS
        prefix("ASIA", Letters.CAPITALS, 16),
        prefix("ghp_", Letters.ALPHANUMERIC, 30), // GitHub
        prefix("gho_", Letters.ALPHANUMERIC, 30),
        prefix("ghu_", Letters.ALPHANUMERIC, 30),
        prefix("ghs_", Letters.ALPHANUMERIC, 30),
        prefix("ghr_", Letters.ALPHANUMERIC, 30),
        prefix("github_pat_", Letters.WORD, 22),
        prefix("glpat-", Letters.WORD, 20), // GitLab
        prefix("xoxb-", Letters.WORD, 10), // Slack
        prefix("xoxp-", Letters.WORD, 10),
        prefix("xoxa-", Letters.WORD, 10),
        prefix("xoxr-", Letters.WORD, 10),
        prefix("xoxs-", Letters.WORD, 10),
        prefix("xoxe-", Letters.WORD, 10),
        prefix("xapp-", Letters.WORD, 10),
        prefix("sk_live_", Letters.ALPHANUMERIC, 16), // Stripe
        prefix("sk_test_", Letters.ALPHANUMERIC, 16),
        prefix("rk_live_", Letters.ALPHANUMERIC, 16),
        prefix("rk_test_", Letters.ALPHANUMERIC, 16),
        prefix("whsec_", Letters.ALPHANUMERIC, 20),
        prefix("sk-", Letters.WORD, 20), // OpenAI, Anthropic
        prefix("AIza", Letters.WORD, 30), // Google
        prefix("ya29.", Letters.WORD, 20),
        prefix("npm_", Letters.ALPHANUMERIC, 30),
        prefix("pypi-", Letters.WORD, 30),
        prefix("hf_", Letters.ALPHANUMERIC, 30), // Hugging Face
        prefix("dop_v1_", Letters.ALPHANUMERIC, 40), // DigitalOcean
        prefix("shpat_", Letters.ALPHANUMERIC, 20), // Shopify
        prefix("SG.", Letters.DOTTED, 40), // SendGrid
        prefix("lt_", Letters.WORD, 20), // our own
        new TokenMark(bytes("eyJ"), false, true, TokenFinder::isJwt),
        word("bearer", TokenFinder::isBearer),
        word("basic", TokenFinder::isBasic),
        new TokenMark(bytes("authorization"), true, false, TokenFinder::isAuthorization),
        new TokenMark(bytes("://"), false, false, TokenFinder::isPasswordOfUrl),
        named("api_key"),
        named("api-key"),
        named("apikey"),
        named("access_token"),
        named("access-token"),
        named("accesstoken"),
        named("refresh_token"),
        named("refreshtoken"),
        named("id_token"),
        named("auth_token"),
        named("auth-token"),
        named("authtoken"),
        named("private_token"),
        named("private-token"),
        named("client_secret"),
        named("client-secret"),
        named("clientsecret"),
        named("secret_key"),
        named("secret_access_key"),
    };

    private static TokenMark prefix(String text, Letters letters, int least) {
        return new TokenMark(
                bytes(text), false, true, (finder, mark, markEnd) -> finder.isRun(mark, markEnd, letters, least));
    }

    private static TokenMark word(String text, Secret secret) {
        return new TokenMark(bytes(text), true, true, secret);
    }

    /** The name of a value, as in {@code api_key=…} and {@code "api_key": "…"}. */
    private static TokenMark named(String name) {
        return new TokenMark(bytes(name), true, false, TokenFinder::isNamed);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    /** For messages and tests. */
    @Override
    public String toString() {
        return new String(text, US_ASCII).toLowerCase(Locale.ROOT);
    }
}
