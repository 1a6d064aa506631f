package logtail.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import logtail.event.Block;
import logtail.filter.Filter.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Tests a {@link Filter.Key}: first the attributes of that name, then the message. A message that begins like a JSON
 * object is read as one, up to where it is damaged or cut; any other text is searched for {@code key=}. One thread;
 * allocates nothing after construction.
 */
final class KeyTest implements EventTest {
    private final byte[] name;
    private final ValueTest value;
    private final JsonValues json;
    private final LogfmtValues logfmt;
    private final @Nullable Literal inText;
    private final EventTest inMessage;

    KeyTest(Filter.Key key) {
        this(key, ValueTest.of(key.condition(), key.name()), key.condition() instanceof Condition.Present);
    }

    /** Tests values of the key by another test than the key's own. */
    KeyTest(Filter.Key key, ValueTest value) {
        this(key, value, false);
    }

    private KeyTest(Filter.Key key, ValueTest value, boolean isForAny) {
        var escapes = new Escapes();
        name = key.name().getBytes(UTF_8);
        this.value = value;
        json = new JsonValues(name, value, isForAny, escapes);
        logfmt = new LogfmtValues(key.name(), value, escapes);
        inText = key.inText()
                .map(text -> new Literal(text.text(), text.ignoreCase()))
                .orElse(null);
        inMessage = Uncoloured.of(this::isInMessage, false);
    }

    @Override
    public boolean test(Block block) {
        return (block.attributesLength() > 0 && isInAttributes(block)) || inMessage.test(block);
    }

    private boolean isInMessage(byte[] bytes, int from, int to) {
        return (JsonValues.isObject(bytes, from, to) ? json.test(bytes, from, to) : logfmt.test(bytes, from, to))
                || (inText != null && inText.isIn(bytes, from, to));
    }

    private boolean isInAttributes(Block block) {
        byte[] bytes = block.bytes();
        int end = block.attributesFrom() + block.attributesLength();
        for (int pair = block.attributesFrom(); pair < end; ) {
            int from = block.attributeValueFrom(pair);
            int to = from + block.attributeValueLength(pair);
            if (Arrays.equals(bytes, pair + 3, from, name, 0, name.length) && value.test(bytes, from, to)) {
                return true;
            }
            pair = to;
        }
        return false;
    }
}
