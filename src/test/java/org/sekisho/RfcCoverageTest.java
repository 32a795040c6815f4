package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.SourceNames;

/// `rfc/coverage.tsv` says what it says it says, and the manual's page is made from it.
class RfcCoverageTest {
    private static final Path TABLE = Path.of("rfc/coverage.tsv");
    private static final Path PAGE = Path.of("docs/rfc-support.md");
    private static final Path TRANSCRIPTS = Path.of("src/test/resources/transcripts");

    private record Row(int line, int rfc, String section, String level, String rule, String status, String evidence) {
        boolean isTitle() {
            return level.equals("title");
        }
    }

    private static List<Row> rows() throws IOException {
        var rows = new ArrayList<Row>();
        int number = 0;
        for (String line : Files.readAllLines(TABLE)) {
            number++;
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] cells = line.split("\t", -1);
                assertEquals(6, cells.length, "six fields with single tabs between, line " + number);
                rows.add(new Row(number, Integer.parseInt(cells[0]), cells[1], cells[2], cells[3], cells[4], cells[5]));
            }
        }
        return rows;
    }

    @Test
    void everyYesNamesALivingTest() throws IOException {
        var names = SourceNames.read();
        var wrong = new ArrayList<String>();
        for (Row row : rows()) {
            boolean good = switch (row.status()) {
                case "yes" -> isTest(names, row.evidence());
                case "departs", "no" -> row.evidence().length() > 10;
                default -> row.isTitle() && row.evidence().isEmpty();
            };
            if (!good) {
                wrong.add("line " + row.line() + ": " + row.status() + " " + row.evidence());
            }
        }
        assertEquals("", String.join("\n", wrong));
    }

    private static boolean isTest(SourceNames names, String evidence) {
        if (evidence.endsWith(".txt")) {
            return Files.exists(TRANSCRIPTS.resolve(evidence));
        }
        int dot = evidence.indexOf('.');
        return dot > 0 && names.hasTest(evidence.substring(0, dot), evidence.substring(dot + 1));
    }

    @Test
    void theTableIsInOrder() throws IOException {
        int last = 0;
        Set<String> seen = new HashSet<>();
        for (Row row : rows()) {
            assertEquals(true, row.rfc() >= last, "line " + row.line() + " is out of order");
            assertEquals(row.rfc() > last, row.isTitle(), "line " + row.line() + ": a title first, and one only");
            assertEquals(
                    true, seen.add(row.rfc() + row.section() + row.rule()), "line " + row.line() + " is there twice");
            assertEquals(
                    true,
                    Set.of("MUST", "SHOULD", "MAY", "ABNF", "title").contains(row.level()),
                    "line " + row.line() + ": level " + row.level());
            last = row.rfc();
        }
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        String page = page(rows());
        if (Boolean.getBoolean("update") || "".equals(System.getProperty("update"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.exists(PAGE) ? Files.readString(PAGE) : "", "run this test once with -Dupdate");
    }

    private static String page(List<Row> rows) {
        var page = new StringBuilder("""
                # What Sekisho keeps of which RFC

                Made from `rfc/coverage.tsv` by `RfcCoverageTest`; do not edit. Every "yes" has a test.
                """);
        for (Row row : rows) {
            if (row.isTitle()) {
                page.append("\n## RFC ").append(row.rfc()).append(": ").append(row.rule());
                page.append("\n\n| § | level | rule | kept | test or reason |\n| --- | --- | --- | --- | --- |\n");
            } else {
                String evidence = row.status().equals("yes") ? "`" + row.evidence() + "`" : escaped(row.evidence());
                page.append(String.format(
                        "| %s | %s | %s | %s | %s |%n",
                        row.section(), row.level(), escaped(row.rule()), row.status(), evidence));
            }
        }
        return page.toString();
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;");
    }
}
