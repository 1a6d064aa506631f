package logtail.web.unpack;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Any number of gzip members (RFC 1952), one behind the other; the checksum and the length of each are compared.
 *
 * <pre>
 *   HEAD ▶ EXTRA_LENGTH ▶ EXTRA ▶ NAME ▶ COMMENT ▶ HEAD_CRC ▶ DATA ▶ TRAILER ▶ HEAD …    (optional ones as flags say)
 * </pre>
 */
final class GzipUnpacker implements BodyUnpacker {
    private static final int HEAD_BYTES = 10;
    private static final int TRAILER_BYTES = 8;
    private static final int FLAGS_AT = 3;
    private static final int[] MAGIC = {0x1F, 0x8B, 8}; // the last is deflate
    private static final int HAS_HEAD_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private enum Part {
        HEAD,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        HEAD_CRC,
        DATA,
        TRAILER
    }

    private final Inflater inflater;
    private final CRC32 crc = new CRC32();
    private Part part = Part.HEAD;
    private int at; // bytes of this part so far
    private int flags;
    private int extraLength;
    private long trailer;
    private boolean hasMember;

    GzipUnpacker(NativeMemory memory) {
        memory.take(DeflateUnpacker.INFLATER_BYTES);
        inflater = new Inflater(true);
    }

    @Override
    public void unpack(ByteBuffer packed, ByteBuffer into) {
        while (true) {
            if (part != Part.DATA) {
                if (!packed.hasRemaining()) {
                    return;
                }
                take(packed.get() & 0xFF);
            } else if (!inflate(packed, into)) {
                return;
            }
        }
    }

    /** False when it needs more bytes, or more room. */
    private boolean inflate(ByteBuffer packed, ByteBuffer into) {
        int from = into.position();
        inflater.setInput(packed);
        try {
            inflater.inflate(into);
        } catch (DataFormatException e) {
            throw new BrokenBodyException("its gzip data is damaged: " + e.getMessage(), e);
        }
        crc.update(into.duplicate().flip().position(from));
        if (inflater.finished()) {
            enter(Part.TRAILER);
            return true;
        }
        return false;
    }

    private void take(int b) {
        switch (part) {
            case HEAD -> takeHead(b);
            case EXTRA_LENGTH -> {
                extraLength |= b << (8 * at++);
                if (at == 2) {
                    enter(extraLength == 0 ? Part.NAME : Part.EXTRA);
                }
            }
            case EXTRA -> {
                if (++at == extraLength) {
                    enter(Part.NAME);
                }
            }
            case NAME -> {
                if (b == 0) {
                    enter(Part.COMMENT);
                }
            }
            case COMMENT -> {
                if (b == 0) {
                    enter(Part.HEAD_CRC);
                }
            }
            case HEAD_CRC -> {
                if (++at == 2) {
                    enter(Part.DATA);
                }
            }
            case TRAILER -> takeTrailer(b);
            case DATA -> throw new IllegalStateException("data is inflated");
        }
    }

    private void takeHead(int b) {
        if (at < MAGIC.length && b != MAGIC[at]) {
            throw new BrokenBodyException(
                    hasMember ? "there are bytes behind its end" : "it does not begin as gzip does");
        }
        if (at == FLAGS_AT) {
            flags = b;
            if ((flags & RESERVED) != 0) {
                throw new BrokenBodyException("its gzip header has flags that are not known");
            }
        }
        if (++at == HEAD_BYTES) {
            extraLength = 0;
            enter(Part.EXTRA_LENGTH);
        }
    }

    private void takeTrailer(int b) {
        trailer |= (long) b << (8 * at++);
        if (at < TRAILER_BYTES) {
            return;
        }
        if ((trailer & 0xFFFFFFFFL) != crc.getValue()) {
            throw new BrokenBodyException("its gzip checksum does not match");
        }
        if (trailer >>> 32 != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
            throw new BrokenBodyException("its gzip length does not match");
        }
        hasMember = true;
        trailer = 0;
        crc.reset();
        inflater.reset();
        enter(Part.HEAD);
    }

    /** Enters the next part, or the first behind it that is there. */
    private void enter(Part next) {
        at = 0;
        part = switch (next) {
            case EXTRA_LENGTH -> has(HAS_EXTRA) ? next : either(Part.NAME);
            case NAME, COMMENT, HEAD_CRC -> either(next);
            default -> next;
        };
    }

    private Part either(Part first) {
        if (first == Part.NAME && has(HAS_NAME)) {
            return Part.NAME;
        }
        if (first != Part.HEAD_CRC && has(HAS_COMMENT)) {
            return Part.COMMENT;
        }
        return has(HAS_HEAD_CRC) ? Part.HEAD_CRC : Part.DATA;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public boolean isWhole() {
        return hasMember && part == Part.HEAD && at == 0;
    }

    @Override
    public void close() {
        inflater.end();
    }
}
