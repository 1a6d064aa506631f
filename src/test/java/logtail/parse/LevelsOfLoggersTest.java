package logtail.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import logtail.event.Severity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The level of a line of text, as the loggers of many languages write it. */
class LevelsOfLoggersTest {
    private static final String NOW = "2026-11-30T12:00:00Z";

    private final PlainLineParser parser = new PlainLineParser(ZoneOffset.UTC, true);

    private int level(String line) {
        return Parsed.of(parser, line, NOW).severity();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // .NET console
                "fail: Shop.Orders[1] | error",
                "crit: Shop.Orders[0] | crit",
                "dbug: Shop.Orders[12] | debug",
                "trce: Shop.Orders[12] | debug",
                // glog, klog
                "E1129 18:00:00.123456 1 f.go:1] x | error",
                "W1129 18:00:00.123456       1 reflector.go:324] x | warn",
                "I1129 18:00:00.123456    7 a.cc:253] ERROR counter reset | info",
                "F1129 18:00:00.123456 1 f.go:1] x | crit",
                "E20261129 18:00:00.123456 1 f.cc:1] x | error",
                // Laravel, Symfony
                "[2026-11-29 18:00:00] production.ERROR: x {\"exception\":\"[object]\"} | error",
                "[2026-11-29T18:00:00.123456+00:00] app.WARNING: x [] [] | warn",
                "[2026-11-29 18:00:00] laravel.EMERGENCY: Unable to create configured logger. | emerg",
                "[2026-11-29 18:00:00] my-channel.CRITICAL: x | crit",
                // Celery
                "[2026-11-29 18:00:00,123: ERROR/MainProcess] Task x raised | error",
                "[2026-11-29 18:00:00,123: WARNING/ForkPoolWorker-1] x | warn",
                // Serilog
                "[18:00:00 FTL] x | crit",
                "[18:00:00 VRB] x | debug",
                "2026-11-29 18:00:00.123 +01:00 [ERR] x | error",
                // logrus
                "ERRO[0000] x  animal=walrus | error",
                "WARN[0001] x | warn",
                "FATA[0012] x | crit",
                "INFO[2026-11-29T18:00:00Z] x | info",
                "time=\"2026-11-29T18:00:00Z\" level=fatal msg=x | crit",
                // systemd, the kernel
                "<3>text | error",
                "<4>disk nearly full | warn",
                "<134>Nov 29 18:00:00 host app: x | info",
                // logcat
                "E/Tag( 1): x | error",
                "W/ActivityManager(  585): x | warn",
                "D/Zygote: x | debug",
                "11-29 18:00:00.123  1234  5678 E Tag: x | error",
                "11-29 18:00:00.123  1234  5678 I chatty: x | info",
                "11-29 18:00:00.123 F/libc( 1234): Fatal signal | crit",
                // Tornado, Jupyter
                "[E 261129 18:00:00 web:1] x | error",
                "[W 2026-11-29 18:00:00.123 ServerApp] x | warn",
                // Ruby, Rails
                "E, [2026-11-29T18:00:00.123456 #1234] ERROR -- : x | error",
                "W, [2026-11-29T18:00:00.123456 #1234] x | warn",
                // marks around the word
                "(ERROR) x | error",
                "ERROR! x | error",
                "\"ERROR\" x | error",
                "'WARN' x | warn",
                "**ERROR** x | error",
                "*** WARNING *** x | warn",
                "[ERROR ] x | error",
                "[2026-11-29T18:00:00,123][WARN ][o.e.n.Node] x | warn",
                "[ ERROR ] x | error",
                "|ERROR| x | error",
                // logfmt
                "log.level=error x | error",
                "msg=x loglevel=warn | warn",
                "msg=\"set level=debug\" level=error | error",
                "t=1 msg=\"Config \\\"a\\\" log.level=error\" level=info | info",
                "msg=\"unfinished level=error | error",
                "2026-11-29T18:00:00Z E! [outputs.influxdb] x | error", // Telegraf
                "2026-11-29T18:00:00Z W! x | warn",
                "2026-11-29T18:00:00Z D! x | debug",
                "level='error' msg=x | error",
                "2026-11-29T18:00:00Z host app [a@1 level=\"ERROR\"] x | error",
                // zap's console
                "2026-11-29T18:00:00.123Z\terror\tfile.go:1\tx | error",
                "1.7e9\tERROR\tfile.go:1\tx | error",
                // ESXi, winston, others with the level as a column
                "2026-11-29T18:00:00.123Z warning vpxd[1] x | warn",
                "2026-11-29T18:00:00.123Z error hostd[2099] [Originator@6876 sub=x] y | error",
                "2026-11-29 18:00:00 error [main] x | error",
                "2026-11-29T18:00:00.123Z error: x | error",
                // MySQL, PostgreSQL, nginx, PHP
                "2026-11-29T18:00:00.123456Z 0 [Note] [MY-012487] x | notice",
                "2026-11-29T18:00:00.123456Z 0 [Warning] [MY-010068] x | warn",
                "2026-11-29 18:00:00.123 CET [12345] ERROR:  relation does not exist | error",
                "2026/11/29 18:00:00 [crit] 7#7: *1 x | crit",
                "[29-Nov-2026 18:00:00 UTC] PHP Fatal error:  Uncaught Error: x | crit",
                "PHP Warning:  x in y on line 3 | warn",
                "[29-Nov-2026 18:00:00] NOTICE: fpm is running | notice",
                // OpenAM's columns
                "\"2026-11-29 18:00:00\"\tx\tFINE\tdc=openam | debug",
                // VDSM
                "MainThread::ERROR::2026-11-29 18:00:00,123::vdsm::74::x | error",
                // crashes, npm
                "panic: runtime error: index out of range [5] with length 3 | crit",
                "fatal error: all goroutines are asleep - deadlock! | crit",
                "Exception in thread \"main\" java.lang.NullPointerException | error",
                "thread 'main' panicked at src/main.rs:2:5: | crit",
                "thread 'main' panicked at 'x', src/main.rs:2:5 | crit",
                "thread 'tokio-runtime-worker' (4711) panicked at src/main.rs:2:5: | crit",
                "Traceback (most recent call last): | error",
                "Unhandled exception. System.Exception: x | crit",
                "Uncaught ReferenceError: x is not defined | error",
                "npm ERR! code ELIFECYCLE | error",
                "npm error code ELIFECYCLE | error",
                "npm WARN deprecated x | warn",
                "npm warn deprecated x | warn",
                // compose's prefix
                "web-1  | ERROR: x | error",
                "caddy  | {\"level\":\"error\",\"ts\":1761019822.3152757,\"msg\":\"x\"} | error",
                "2026-11-29T18:00:00Z | main | FATAL | gone | crit",
            })
    void isReadWhereEachPutsIt(String row) {
        int bar = row.lastIndexOf('|');
        var severity = Severity.named(row.substring(bar + 1).strip()).orElseThrow();
        assertThat(level(row.substring(0, bar).stripTrailing())).as(row).isEqualTo(severity.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2m2026-11-29T18:00:00Z\u001b[0m \u001b[31mERROR\u001b[0m myapp: x | error", // Rust tracing
                "2026-11-29T18:00:00.123Z\t\u001b[31mERROR\u001b[0m\tmain.go:1\tx | error", // zap
                "\u001b[31merror\u001b[39m: x | error", // winston
                "[18:00:00.123] \u001b[31mERROR\u001b[39m (4711): \u001b[36mx\u001b[39m | error", // pino-pretty
                "2026-11-29 18:00:00.123 \u001b[31mERROR\u001b[m \u001b[35m1\u001b[m --- [main] x | error", // Spring
                "\u001b[90m6:00PM\u001b[0m \u001b[1m\u001b[31mERR\u001b[0m\u001b[0m x \u001b[36mn=\u001b[0m1 | error",
                "\u001b[32m2026-11-29 18:00:00.123\u001b[0m | \u001b[31m\u001b[1mERROR   \u001b[0m | x | error", // loguru
                "\u001b[41m\u001b[30mfail\u001b[39m\u001b[22m\u001b[49m: Shop.Orders[1] | error", // .NET
                "\u001b[31mERRO\u001b[0m[0000] x | error", // logrus
                "\u001b[2Kweb-1  | \u001b[31m\u001b[1mWARNING: This is a development server.\u001b[0m | warn",
                "\u001b]0;a title\u0007\u001b[1;38;5;196m[error]\u001b[0m x | error",
                "\u001b[36mlevel\u001b[0m=error \u001b[36mmsg\u001b[0m=x | error",
            })
    void isReadThroughColours(String row) {
        int bar = row.lastIndexOf('|');
        var severity = Severity.named(row.substring(bar + 1).strip()).orElseThrow();
        String line = row.substring(0, bar).stripTrailing();
        assertThat(level(line)).as(row).isEqualTo(severity.code());
        assertThat(Parsed.of(parser, line, NOW).message()).isEqualTo(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no error",
                "NO ERROR",
                "0 ERROR",
                "found 0 ERROR, 0 WARN",
                "finished without ERROR",
                "error: 0",
                "error: none",
                "Error: null",
                "error: -",
                "error=null",
                "error=",
                "failed=0",
                "ERRORS: 0",
                "Tests run: 5, Failures: 0, Errors: 0",
                "GET /error HTTP/1.1",
                "GET /logs?level=error HTTP/1.1",
                "10.0.0.1 - - [29/Nov/2026:18:00:00 +0100] \"GET /error?level=fatal HTTP/1.1\" 200 5",
                "2026-11-29 18:00:00 error handling was set up",
                "2026-11-29T18:00:00Z failure is no option",
                "fail: it is what we do",
                "note: the door is open",
                "panic is no good idea",
                "do not panic: x",
                "thread 'main' started",
                "Exception in threading is rare",
                "see f.go:1 E1129",
                "E1129 is a food additive",
                "<3 this release",
                "<200>x",
                "<b>ERROR_LOG</b>",
                "I/O is slow",
                "A/B test",
                "TCP/IP stack",
                "the file production.error: x",
                "ERROR_LOG=/var/log/x",
                "level=error_count",
                "level=alert-manager",
                "var=\"default log.level=error\"",
                "E! is no level here",
                "handle(ERROR_CODE)",
                "npm errors are rare",
                "java.util.logging.Level.WARNING",
                "web | a service",
                "\u001b[31mred text\u001b[0m",
            })
    void isNeverMadeUp(String line) {
        assertThat(level(line)).as(line).isEqualTo(Severity.NONE);
    }
}
