package logtail.drain.sink.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/**
 * Reads what a RELP server says, on an event loop: {@code NUMBER rsp LENGTH 200 OK LF}, and the hint that it closes,
 * {@code 0 serverclose 0 LF}.
 */
final class RelpAnswers extends ByteToMessageDecoder {
    private static final int MAX_DIGITS = 9;
    private static final int MAX_COMMAND = 32;
    private static final int MAX_DATA_BYTES = 64 << 10;
    private static final int CODE_DIGITS = 3;
    private static final int INCOMPLETE = -1;
    private static final int SHOWN_BYTES = 400;

    private final RelpWindow window;
    private int at; // in the frame that is being read

    RelpAnswers(RelpWindow window) {
        this.window = window;
    }

    RelpWindow window() {
        return window;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        at = in.readerIndex();
        int number = number(in);
        int command = at + 1;
        int commandEnd = number == INCOMPLETE ? INCOMPLETE : commandEnd(in, command);
        if (commandEnd == INCOMPLETE) {
            return;
        }
        at = commandEnd + 1;
        int length = number(in);
        if (length == INCOMPLETE) {
            return;
        }
        if (length > MAX_DATA_BYTES) {
            throw new CorruptedFrameException("an answer of %d bytes is too long".formatted(length));
        }
        int data = in.getByte(at) == ' ' ? at + 1 : at;
        if (data + length >= in.writerIndex()) {
            return;
        }
        if (in.getByte(data + length) != '\n') {
            throw noRelp();
        }
        String name = in.toString(command, commandEnd - command, UTF_8);
        in.readerIndex(data + length + 1);
        take(number, name, in, data, length);
    }

    private void take(int number, String command, ByteBuf in, int data, int length) {
        if (command.equals("rsp")) {
            boolean isGood = length >= CODE_DIGITS
                    && in.getByte(data) == '2'
                    && in.getByte(data + 1) == '0'
                    && in.getByte(data + 2) == '0';
            window.answer(number, isGood, isGood && number > 1 ? "" : text(in, data, length));
        } else if (command.equals("serverclose")) {
            window.refuse("closes the connection");
        }
    }

    private static String text(ByteBuf in, int from, int length) {
        return in.toString(from, Math.min(length, SHOWN_BYTES), UTF_8).strip().replaceAll("\\p{Cntrl}", " ");
    }

    /** Reads a number up to the space or line end behind it. */
    private int number(ByteBuf in) {
        int number = 0;
        int digits = at;
        for (; at < in.writerIndex(); at++) {
            byte b = in.getByte(at);
            if ((b == ' ' || b == '\n') && at > digits) {
                return number;
            }
            if (b < '0' || b > '9' || at - digits == MAX_DIGITS) {
                throw noRelp();
            }
            number = number * 10 + b - '0';
        }
        return INCOMPLETE;
    }

    private static int commandEnd(ByteBuf in, int from) {
        for (int i = from; i < in.writerIndex(); i++) {
            byte b = in.getByte(i);
            if (b == ' ' && i > from) {
                return i;
            }
            if (b < 'A' || b > 'z' || i - from == MAX_COMMAND) {
                throw noRelp();
            }
        }
        return INCOMPLETE;
    }

    private static CorruptedFrameException noRelp() {
        return new CorruptedFrameException("it does not speak RELP");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        try {
            super.channelInactive(ctx); // first what is left to read
        } finally {
            window.end();
        }
    }
}
