package logtail.ingest.rate;

/** What the streams of one event loop share: the buckets of names that were looked for lately. One thread. */
public final class LoopRates {
    private final Rates rates;
    private final FoundBuckets apps;
    private final FoundBuckets addresses;
    private final FoundBuckets tokens;

    public LoopRates(Rates rates) {
        this.rates = rates;
        apps = new FoundBuckets(rates, RateRule.Kind.APP);
        addresses = new FoundBuckets(rates, RateRule.Kind.ADDRESS);
        tokens = new FoundBuckets(rates, RateRule.Kind.TOKEN);
    }

    /** A meter for one stream, or one socket of datagrams, of this event loop. */
    public RateMeter meter() {
        return new RateMeter(rates, apps, addresses, tokens);
    }
}
