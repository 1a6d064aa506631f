package logtail.filter;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;

/**
 * What an event is ordered by: quantities first, by value, then texts, by their bytes, then events without the field.
 * Immutable.
 */
public final class SortKey implements Comparable<SortKey> {
    /** The key of an event without the field. */
    public static final SortKey MISSING = new SortKey(Rank.MISSING, 0, new byte[0]);

    private static final int EXACT_DIGITS = 15; // that a double holds
    private static final Comparator<SortKey> DESCENDING = SortKey::compareDescending;

    private enum Rank {
        QUANTITY,
        TEXT,
        MISSING
    }

    private final Rank rank;
    private final double quantity; // in the unit of the field's name
    private final byte[] text;

    private SortKey(Rank rank, double quantity, byte[] text) {
        this.rank = rank;
        this.quantity = quantity;
        this.text = text;
    }

    static SortKey ofQuantity(double quantity, byte[] text) {
        return new SortKey(Rank.QUANTITY, quantity, text);
    }

    static SortKey ofText(byte[] text) {
        return new SortKey(Rank.TEXT, 0, text);
    }

    /** The greatest first; events without the field are last all the same. */
    public static Comparator<SortKey> descending() {
        return DESCENDING;
    }

    /** Bytes that it holds, its objects included. */
    public int costBytes() {
        return 56 + text.length;
    }

    @Override
    public int compareTo(SortKey other) {
        if (rank != other.rank) {
            return rank.compareTo(other.rank);
        }
        return rank == Rank.QUANTITY ? compareQuantity(other) : Arrays.compareUnsigned(text, other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SortKey key && compareTo(key) == 0;
    }

    @Override
    public int hashCode() {
        return rank == Rank.QUANTITY ? Double.hashCode(quantity) : Arrays.hashCode(text);
    }

    private int compareDescending(SortKey other) {
        boolean isOneMissing = rank == Rank.MISSING || other.rank == Rank.MISSING;
        return isOneMissing ? compareTo(other) : other.compareTo(this);
    }

    /** Ids and times in nanoseconds have more digits than a double holds. */
    private int compareQuantity(SortKey other) {
        int byValue = Double.compare(quantity, other.quantity);
        boolean isClose = Math.abs(quantity - other.quantity) <= 4 * Math.ulp(quantity);
        return isClose && isLongNumber() && other.isLongNumber()
                ? new BigDecimal(new String(text, US_ASCII)).compareTo(new BigDecimal(new String(other.text, US_ASCII)))
                : byValue;
    }

    private boolean isLongNumber() {
        if (text.length <= EXACT_DIGITS) {
            return false;
        }
        for (byte b : text) {
            if ((b < '0' || b > '9') && b != '.' && b != '-') {
                return false;
            }
        }
        return true;
    }
}
