package logtail.cli.admin.tokens;

/** Where the tokens are. Answers are those of {@code /tokens}. */
interface TokenStore {
    String list();

    /**
     * Creates a token.
     *
     * @param description as {@code POST /tokens} takes it
     */
    String create(String description);

    void revoke(String name);
}
