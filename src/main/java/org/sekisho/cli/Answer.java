package org.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sekisho.cli.Verb.View;

/// Shows an answer: a line of JSON for each row, or text for a person. Used by one thread.
final class Answer {
    private static final String NOTES = "notes"; // lines below a table
    private static final int MEASURED_ROWS = 200; // the table's columns are as wide as these need

    private final View view;
    private final boolean json;
    private final PrintStream out;
    private final List<JsonNode> measured = new ArrayList<>();
    private int[] widths = {};
    private boolean messages;
    private String lastBy = "";

    Answer(View view, boolean json, PrintStream out) {
        this.view = view;
        this.json = json;
        this.out = out;
    }

    void row(JsonNode row) {
        if (json) {
            out.println(row);
            return;
        }
        switch (view) {
            case View.Table(var columns) -> tableRow(columns, row);
            case View.Details() -> details("", row);
            case View.Queue() -> queueRow(row);
            case View.Trace() -> out.println("  " + text(row.path("step")));
            case View.Lines() -> out.println(text(row.path("line")));
            case View.Message() -> out.println(fields(row));
            case View.Import() -> throw new IllegalStateException("an import has a report of its own");
        }
    }

    void done(JsonNode done) {
        if (json) {
            if (view instanceof View.Message || view instanceof View.Trace || done.has("added") || done.has(NOTES)) {
                out.println(done);
            }
            return;
        }
        switch (view) {
            case View.Table(var columns) -> {
                flush(columns);
                if (done.has("added")) {
                    out.println(fields(done));
                }
                done.path(NOTES).forEach(note -> out.println(text(note)));
            }
            case View.Details(), View.Queue(), View.Lines(), View.Import() -> {}
            case View.Trace() ->
                out.println(text(done.path("decision")) + ": "
                        + (text(done.path("code")) + " " + text(done.path("text"))).strip() + " ("
                        + text(done.path("reason")) + ")");
            case View.Message() -> out.println(fields(done));
        }
    }

    private static String fields(JsonNode row) {
        var parts = new ArrayList<String>();
        row.properties().forEach(field -> parts.add(label(field.getKey()) + " " + text(field.getValue())));
        return String.join(", ", parts);
    }

    private void details(String indent, JsonNode row) {
        row.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                out.println(indent + label(field.getKey()) + ":");
                value.forEach(each -> out.println(indent + "  " + fields(each)));
            } else {
                out.println(indent + label(field.getKey()) + ": " + text(value));
            }
        });
    }

    private static String label(String name) {
        return name.replace('_', ' ');
    }

    private static String text(JsonNode value) {
        if (value.isArray()) {
            var all = new ArrayList<String>();
            value.forEach(each -> all.add(text(each)));
            return String.join(", ", all);
        }
        return clean(value.asText());
    }

    /// Without what could steer a terminal: some of it comes from strangers.
    static String clean(String text) {
        var clean = new StringBuilder();
        text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private void tableRow(List<String> columns, JsonNode row) {
        if (row.has("text")) { // not a row, but a line between rows
            flush(columns);
            out.println(text(row.path("text")));
            return;
        }
        if (widths.length > 0) {
            printRow(columns, row);
            return;
        }
        measured.add(row);
        if (measured.size() == MEASURED_ROWS) {
            flush(columns);
        }
    }

    private void flush(List<String> columns) {
        if (measured.isEmpty()) {
            return;
        }
        widths = columns.stream()
                .mapToInt(column -> measured.stream()
                        .mapToInt(row -> text(row.path(column)).length())
                        .reduce(column.length(), Math::max))
                .toArray();
        var head = new ArrayList<String>();
        columns.forEach(column -> head.add(label(column).toUpperCase(Locale.ROOT)));
        print(head);
        measured.forEach(row -> printRow(columns, row));
        measured.clear();
    }

    private void printRow(List<String> columns, JsonNode row) {
        print(columns.stream().map(column -> text(row.path(column))).toList());
    }

    private void print(List<String> cells) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            line.append(cells.get(i))
                    .repeat(' ', Math.max(0, widths[i] - cells.get(i).length()) + 2);
        }
        out.println(line.toString().stripTrailing());
    }

    private void queueRow(JsonNode row) {
        switch (row.path("kind").asText()) {
            case "totals" -> {
                out.println(row.path("total").asLong() + " "
                        + row.path("deferred").asLong() + " " + row.path("held").asLong());
                out.println("(messages in the queue; of them deferred, waiting for another attempt; held)");
            }
            case "top" -> {
                String by = text(row.path("by"));
                if (!by.equals(lastBy)) {
                    out.println();
                    out.println("top " + by + "s:");
                    lastBy = by;
                }
                out.println(String.format(
                        Locale.ROOT, "%8d  %s", row.path("messages").asLong(), text(row.path("name"))));
            }
            default -> message(row);
        }
    }

    private void message(JsonNode row) {
        if (!messages) {
            messages = true;
            out.println();
        }
        String held = row.has("held") ? "  HELD: " + text(row.path("held")) : "";
        out.println(text(row.path("id")) + "  " + text(row.path("arrived")) + "  "
                + row.path("octets").asLong() + " octets  from "
                + text(row.path("sender")) + "  by "
                + text(row.has("account") ? row.path("account") : row.path("client"))
                + "  attempts " + row.path("attempts").asInt() + "  due " + text(row.path("due")) + held);
        for (JsonNode recipient : row.path("recipients")) {
            String note = text(recipient.path("note"));
            String route = text(recipient.path("route"));
            out.println("    " + text(recipient.path("address")) + "  " + text(recipient.path("status"))
                    + (note.isEmpty() ? "" : ": " + note)
                    + (route.isEmpty() ? "" : "  route " + route));
        }
    }
}
