package org.sekisho.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendmailArgumentsTest {
    private static SendmailArguments read(String line) throws SendmailArguments.Wrong {
        return SendmailArguments.of(Arrays.asList(line.split(" ", -1)));
    }

    @Test
    void readsTheWaysInWhichProgramsWriteThem() throws SendmailArguments.Wrong {
        // PHP, cron, mutt, git send-email, mailx, Nagios
        assertEquals(Map.of("from_header", true), read("-t -i").request());
        assertEquals(
                Map.of("to", List.of("root")),
                read("-FCronDaemon -i -B8BITMIME -oem root").request());
        assertEquals(
                Map.of("from", "a@example.test", "to", List.of("b@example.test", "-c@example.test")),
                read("-oem -oi -f a@example.test -- b@example.test -c@example.test")
                        .request());
        assertEquals(
                Map.of("from_header", true, "from", "a@example.test"),
                read("-tifa@example.test").request());
        assertEquals(
                Map.of("from", "", "to", List.of("x")),
                SendmailArguments.of(List.of("-f", "", "x")).request());
        assertEquals(
                Map.of("notify", "success,delay", "ret", "hdrs", "envelope_id", "id1", "to", List.of("x")),
                read("-N success,delay -R hdrs -V id1 -bm -v x").request());
        assertEquals(SendmailArguments.Mode.QUEUE, read("-bp").mode());
        assertEquals(Optional.of("/etc/x.toml"), read("--config /etc/x.toml x").config());
        assertEquals(Optional.of("d"), read("--dir=d x").dir());
    }

    @Test
    void aDotEndsTheMessageUnlessToldOtherwise() throws SendmailArguments.Wrong {
        assertEquals(true, read("x").dotEnds());
        assertEquals(false, read("-i x").dotEnds());
        assertEquals(false, read("-oi x").dotEnds());
        assertEquals(false, read("-ti").dotEnds());
    }

    @Test
    void whatIsNotKnownIsSaid() {
        for (String line : List.of("-bs", "-bd", "-Z x", "--unknown x", "-f")) {
            assertThrows(SendmailArguments.Wrong.class, () -> read(line), line);
        }
    }

    @Test
    void theDotIsFoundAndWhatComesBehindItIsNotRead() throws IOException {
        for (String end : List.of(".\n", ".\r\n", ".")) {
            var in = new DotEnd(new ByteArrayInputStream(
                    ("a\n..b\n.c\nd.\n" + end + "rest").replace(".rest", ".").getBytes(StandardCharsets.UTF_8)));
            assertEquals("a\n..b\n.c\nd.\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        var whole = new DotEnd(new ByteArrayInputStream("a\nb".getBytes(StandardCharsets.UTF_8)));
        assertEquals("a\nb", new String(whole.readAllBytes(), StandardCharsets.UTF_8));
    }
}
