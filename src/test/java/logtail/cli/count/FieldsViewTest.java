package logtail.cli.count;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import logtail.cli.screen.Glyphs;
import logtail.cli.screen.Ink;
import org.junit.jupiter.api.Test;

class FieldsViewTest {
    private static final Ink PLAIN = new Ink(false, Glyphs.UNICODE);
    private static final String ANSWER = """
            {"events":2000,"from":"1","to":"2000","complete":false,"fields":[
            {"name":"status","source":"json","kind":"number","in":1870,"distinct":12,"exact":true,
             "top":[{"value":"200","count":1500,"term":"status=200"},{"value":"404","count":300,"term":"status=404"}]},
            {"name":"\\u001b[2Jx","kind":"text","in":3,"distinct":200,"exact":false,
             "top":[{"value":"a\\u202eb","count":2,"term":"x=\\"a\\u202eb\\""}]}]}
            """;

    @Test
    void fieldsAreATableThatEndsWithTheTerminal() {
        assertThat(view(80).all())
                .containsExactly(
                        "of the newest 2,000 events",
                        "NAME      KIND       IN  DISTINCT  TOP VALUES",
                        "status    number  1,870        12  200 (1,500)  404 (300)",
                        "\\x1b[2Jx  text        3      200+  a\\u202eb (2)");
        assertThat(view(50).all().get(2)).isEqualTo("status    number  1,870        12  200 (1,500)  4…");
        assertThat(view(40).all().get(2)).isEqualTo("status    number  1,870        12");
    }

    @Test
    void aValueHasTheTermThatSelectsIt() {
        var status = Field.Sample.read(ANSWER.getBytes(UTF_8)).fields().getFirst();
        assertThat(view(80).one(status))
                .containsExactly(
                        "status: in 1,870 of the newest 2,000 events, 12 values",
                        "VALUE  EVENTS                        FILTER",
                        "200     1,500  ████████████████████  status=200",
                        "404       300  ████                  status=404");
        assertThat(view(28).one(status))
                .endsWith(
                        "VALUE  EVENTS",
                        "200     1,500  █████████████",
                        "  status=200",
                        "404       300  ██▋",
                        "  status=404");
    }

    @Test
    void aValueWithoutATermAndMoreFieldsAreToldAsSuch() {
        String answer = "{\"events\":1,\"complete\":true,\"more_fields\":true,\"fields\":["
                + "{\"name\":\"a\",\"kind\":\"text\",\"in\":1,\"distinct\":1,\"exact\":true,\"top\":[{\"value\":\"v\",\"count\":1}]}]}";
        var sample = Field.Sample.read(answer.getBytes(UTF_8));
        var view = new FieldsView(sample, PLAIN, 25);
        assertThat(view.one(sample.fields().getFirst()))
                .containsExactly("a: in 1 of all 1 event, 1 value", "VALUE  EVENTS", "v           1  ██████████");
        assertThat(view.all()).endsWith("and more fields, which t…");
    }

    @Test
    void anAnswerOfAnotherVersionIsReadAsFarAsItGoes() {
        var sample = Field.Sample.read("{\"fields\":[{\"name\":\"a\"},{}]}".getBytes(UTF_8));
        assertThat(sample.fields()).hasSize(2);
        assertThat(new FieldsView(sample, PLAIN, 80).one(sample.fields().getFirst()))
                .isNotEmpty();
    }

    private static FieldsView view(int columns) {
        return new FieldsView(Field.Sample.read(ANSWER.getBytes(UTF_8)), PLAIN, columns);
    }
}
