package logtail.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import logtail.web.HttpSocket;
import logtail.web.Json;

/** One event as {@code GET /tail} shows it in NDJSON. */
record Shown(long id, Map<String, Object> members) {
    static Shown of(String line) {
        Map<String, Object> members = Json.object(line);
        return new Shown(Long.parseLong(String.valueOf(members.get("id"))), members);
    }

    /** All that the journal holds now. */
    static List<Shown> all(InetSocketAddress http) throws IOException {
        return tail(http, "lines=all");
    }

    /** What a tail that does not follow shows. */
    static List<Shown> tail(InetSocketAddress http, String query) throws IOException {
        var response = HttpSocket.get(http, "/tail?follow=false&" + query);
        if (response.status() != 200) {
            throw new IOException(response.status() + ": " + response.text());
        }
        return response.lines().stream()
                .filter(line -> !line.startsWith("{\"cursor\"")) // where a journal has several lanes
                .map(Shown::of)
                .toList();
    }

    /** The events alone of what a tail that does not follow shows. */
    static List<Shown> history(InetSocketAddress http, String query) throws IOException {
        var response = HttpSocket.get(http, "/tail?follow=false&lines=all&" + query);
        if (response.status() != 200) {
            throw new IOException(response.status() + ": " + response.text());
        }
        return response.lines().stream()
                .filter(line -> line.startsWith("{\"id\""))
                .map(Shown::of)
                .toList();
    }

    String text(String member) {
        return String.valueOf(members.getOrDefault(member, ""));
    }

    String app() {
        return text("app");
    }

    String message() {
        return text("message");
    }
}
