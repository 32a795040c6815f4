package org.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sekisho.admin.AdminClient;
import org.sekisho.cli.Launcher.NewRoute;

/// The report of an import, as its lines come. Used by one thread.
final class ImportReport implements AdminClient.Listener {
    private final boolean json;
    private final boolean watched;
    private final Optional<Path> html;
    private final PrintStream out;
    private final PrintStream err;
    private final List<NewRoute> routes = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

    /// @param watched whether a person looks on, who wants to know how far it is
    ImportReport(boolean json, boolean watched, Optional<Path> html, Terminal terminal) {
        this.json = json;
        this.watched = watched;
        this.html = html;
        this.out = terminal.out();
        this.err = terminal.err();
    }

    /// For the settings file.
    List<NewRoute> routes() {
        return routes;
    }

    @Override
    public void row(JsonNode row) {
        if (row.path("kind").asText().equals("progress")) {
            if (watched) {
                err.print("\r" + clean(row.path("text").asText()) + "\033[K");
                err.flush();
            }
            return;
        }
        for (JsonNode route : row.path("routes")) {
            routes.add(new NewRoute(
                    Optional.of(route.path("sender").asText()).filter(sender -> !sender.isEmpty()),
                    route.path("domain").asText(),
                    route.path("toml").asText()));
        }
        line(row);
        if (row.has("file") && !json) {
            out.println("    " + clean(row.path("file").asText()));
        }
    }

    private void line(JsonNode row) {
        String text = clean(row.path("text").asText());
        if (html.isPresent()) {
            page.append(text).append('\n');
        }
        if (json && row instanceof ObjectNode fields) {
            fields.remove("text");
            out.println(fields);
        } else {
            if (watched) {
                err.print("\r\033[K");
                err.flush();
            }
            out.println(text);
        }
    }

    /// @return the exit code
    int done(JsonNode done) {
        line(done);
        if (html.isPresent()) {
            try {
                Files.writeString(html.get(), html());
            } catch (IOException e) {
                err.println("sekisho: cannot write the report: " + e);
                return ExitCode.COULD_NOT_TELL;
            }
        }
        if (done.path("attention").asBoolean()) {
            return ExitCode.FOUND;
        }
        return done.path("unknown").asLong() > 0 ? ExitCode.COULD_NOT_TELL : ExitCode.GOOD;
    }

    private String html() {
        String text = page.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<!doctype html>\n<meta charset=utf-8>\n<title>sekisho import</title>\n<pre style=\"white-space: pre-wrap\">\n"
                + text + "</pre>\n";
    }

    /// Names of files are users' own; lines of ours stay lines.
    private static String clean(String text) {
        return Stream.of(text.split("\n", -1)).map(Answer::clean).collect(Collectors.joining("\n"));
    }
}
