package logtail.journal.kafka;

/** How the events of a block are compressed in a record; the code of each is part of the format. */
public enum Packing {
    OFF(0),
    ZSTD(1),
    LZ4(2);

    private final int code;

    Packing(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** @throws IllegalArgumentException when no version up to this one knows the code */
    static Packing of(int code) {
        for (var packing : values()) {
            if (packing.code == code) {
                return packing;
            }
        }
        throw new IllegalArgumentException("no packing has code " + code);
    }
}
