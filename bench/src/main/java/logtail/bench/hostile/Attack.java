package logtail.bench.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What strangers do, in the order of the report. Each returns when it is over. */
enum Attack {
    RANDOM_BYTES("random bytes on every port") {
        @Override
        void run(Stranger stranger, Scale scale) throws IOException, InterruptedException {
            for (String listener : Stranger.streams()) {
                stranger.connectMany(listener, scale.of(200), 50, socket -> {
                    socket.getOutputStream()
                            .write(stranger.randomBytes(1 + stranger.random().nextInt(20_000)));
                    socket.shutdownOutput();
                    Stranger.readAll(socket);
                });
            }
            for (int i = 0; i < scale.of(5_000); i++) {
                stranger.datagram(stranger.randomBytes(stranger.random().nextInt(2_000)));
            }
        }
    },
    LONG_COUNTS("counts of 1 to 20 digits, right and wrong") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            for (int digits = 1; digits <= 20; digits++) {
                String count = "9".repeat(digits);
                stranger.connectMany("syslog-tcp", scale.of(40), 20, socket -> {
                    Stranger.write(socket, count + " <13>1 - h counted - - - a message that is shorter\n");
                    socket.shutdownOutput();
                    Stranger.readAll(socket);
                });
                stranger.connectMany("relp", scale.of(40), 20, socket -> {
                    Stranger.write(socket, count + " open 5 a=b=c\n" + count + " syslog " + count + " <13>x\n");
                    socket.shutdownOutput();
                    Stranger.readAll(socket);
                });
                stranger.connectMany("http", scale.of(20), 20, socket -> {
                    Stranger.write(socket, "POST /logs HTTP/1.1\r\nHost: h\r\nContent-Length: " + count + "\r\n\r\nx");
                    socket.shutdownOutput();
                    Stranger.readAll(socket);
                });
            }
        }
    },
    OVERSIZE("messages of 6.4 MiB, a hundred times the limit") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            byte[] much = new byte[64 * 1024];
            Arrays.fill(much, (byte) 'x');
            for (String listener : new String[] {"syslog-tcp", "lines-tcp", "relp", "http"}) {
                stranger.connectMany(listener, scale.of(20), 4, socket -> {
                    Stranger.write(socket, begun(listener, 100L * much.length));
                    for (int i = 0; i < 100; i++) {
                        socket.getOutputStream().write(much);
                    }
                    Stranger.write(socket, "\n");
                    socket.shutdownOutput();
                    Stranger.readAll(socket);
                });
            }
        }

        private static String begun(String listener, long bytes) {
            return switch (listener) {
                case "syslog-tcp" -> (bytes + 10) + " <13>1 - - ";
                case "relp" -> "1 open 32 relp_version=0\ncommands=syslog\n2 syslog " + bytes + " ";
                case "http" -> "POST /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: h\r\nX: ";
                default -> "";
            };
        }
    },
    NULS("NULs, control characters and invalid UTF-8") {
        @Override
        void run(Stranger stranger, Scale scale) throws IOException, InterruptedException {
            byte[] odd = "<13>1 - h\0st a\0pp \1 \2 - \0\0\0\u001b]0;x\7 m\0\n".getBytes(StandardCharsets.ISO_8859_1);
            byte[] illFormed = {
                '<', '1', '3', '>', (byte) 0xC0, (byte) 0x80, (byte) 0xFF, (byte) 0xED, (byte) 0xA0, '\n'
            };
            for (String listener : Stranger.streams()) {
                stranger.connectMany(listener, scale.of(100), 50, socket -> {
                    for (int i = 0; i < 200; i++) {
                        socket.getOutputStream().write(i % 2 == 0 ? odd : illFormed);
                    }
                    socket.getOutputStream().write(new byte[100_000]);
                    socket.shutdownOutput();
                    Stranger.readAll(socket);
                });
            }
            for (int i = 0; i < scale.of(2_000); i++) {
                stranger.datagram(i % 2 == 0 ? odd : illFormed);
            }
        }
    },
    HALF_OPEN_TLS("20,000 half-open TLS handshakes, in batches") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            byte[] half = clientHello(stranger);
            for (String listener : new String[] {"https", "syslog-tls"}) {
                for (int batch = 0; batch < 10; batch++) {
                    stranger.connectMany(listener, scale.of(1_000), 1_000, socket -> {
                        socket.getOutputStream()
                                .write(half, 0, stranger.random().nextInt(half.length));
                        Stranger.hold(socket, Duration.ofMillis(1_500));
                    });
                }
            }
        }

        /** A record that promises a ClientHello of 512 bytes, and most of it. */
        private static byte[] clientHello(Stranger stranger) {
            byte[] hello = stranger.randomBytes(400);
            byte[] head = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};
            System.arraycopy(head, 0, hello, 0, head.length);
            return hello;
        }
    },
    SLOW("slow headers and bodies on 2,000 connections") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            stranger.connectMany("http", scale.of(2_000), 2_000, socket -> {
                boolean isBody = stranger.random().nextBoolean();
                Stranger.write(
                        socket,
                        isBody
                                ? "POST /logs?app=slow HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n"
                                : "GET /tail HTTP/1.1\r\nHost: h\r\n");
                for (int i = 0; i < 15; i++) {
                    TimeUnit.SECONDS.sleep(1);
                    Stranger.write(socket, isBody ? "x" : "X-" + i + ": y\r\n");
                }
                Stranger.readAll(socket);
            });
        }
    },
    BOMBS("gzip, zstd and deflate bombs of 1 GiB") {
        private final Map<String, byte[]> bombs = new LinkedHashMap<>();

        /** Packing them takes longer than the attack. */
        @Override
        void prepare(Scale scale) throws IOException {
            int mib = scale.of(1_024);
            bombs.put("gzip", Bombs.gzip(mib));
            bombs.put("zstd", Bombs.zstd(mib));
            bombs.put("deflate", Bombs.deflate(mib));
        }

        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            for (var bomb : bombs.entrySet()) {
                explode(stranger, bomb.getKey(), bomb.getValue());
            }
        }

        private static void explode(Stranger stranger, String encoding, byte[] bomb) throws InterruptedException {
            stranger.connectMany("http", 4, 2, socket -> {
                Stranger.write(
                        socket,
                        "POST /logs?app=bomb HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + stranger.insider()
                                + "\r\nContent-Encoding: " + encoding + "\r\nContent-Length: " + bomb.length
                                + "\r\n\r\n");
                socket.getOutputStream().write(bomb);
                socket.setSoTimeout(60_000);
                socket.shutdownOutput();
                Stranger.readAll(socket);
            });
        }
    },
    CHURN("10,000 connections opened and closed") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            for (String listener : Stranger.streams()) {
                stranger.connectMany(listener, scale.of(1_670), 64, socket -> {
                    if (stranger.random().nextBoolean()) {
                        socket.setSoLinger(true, 0); // reset
                        Stranger.write(socket, "x");
                    }
                });
            }
        }
    },
    FROZEN("200 readers of tails that never read") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            stranger.connectMany("http", scale.of(200), 200, socket -> {
                socket.setReceiveBufferSize(4_096);
                Stranger.write(
                        socket,
                        "GET /tail?lines=all HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + stranger.insider()
                                + "\r\n\r\n");
                TimeUnit.SECONDS.sleep(10);
            });
        }
    },
    HOG("as many good lines as 16 connections can send") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            String line =
                    "<13>1 - h hog 1 - [logtail@32473 token=\"%s\"] %s".formatted(stranger.insider(), "x".repeat(150));
            byte[] lines = (line.length() + " " + line).repeat(200).getBytes(StandardCharsets.US_ASCII);
            stranger.connectMany("syslog-tcp", 16, 16, socket -> {
                long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
                while (System.nanoTime() < endNs) {
                    socket.getOutputStream().write(lines);
                }
                socket.shutdownOutput();
                Stranger.readAll(socket);
            });
        }
    },
    WRONG_TOKENS("wrong tokens at 1,000 a second") {
        @Override
        void run(Stranger stranger, Scale scale) throws InterruptedException {
            int perConnection = 100;
            stranger.connectMany("http", scale.of(100), 10, socket -> {
                for (int i = 0; i < perConnection; i++) {
                    Stranger.write(
                            socket, "GET /apps HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer lt_wrong" + i + "\r\n\r\n");
                    TimeUnit.MILLISECONDS.sleep(10);
                }
                socket.shutdownOutput();
                Stranger.readAll(socket);
            });
        }
    };

    private final String title;

    Attack(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Makes what it needs before anybody measures. */
    void prepare(Scale scale) throws IOException {}

    abstract void run(Stranger stranger, Scale scale) throws IOException, InterruptedException;
}
