package org.sekisho.audit.self;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Domain;
import org.sekisho.config.Machine;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsReader;
import org.sekisho.gate.Gatekeeper;
import org.sekisho.gate.Policy;
import org.sekisho.testing.PostOffice;

/// Everything the gate says, in one file: a change of it is seen in review. `-Dupdate` writes it anew.
final class MatrixTest {
    private static final Path GOLDEN = Path.of("src/test/resources/org/sekisho/audit/self/matrix.txt");

    @TempDir
    Path folder;

    private Matrix matrix(String trusted) throws Exception {
        var office = new PostOffice();
        Path file = folder.resolve("sekisho.toml");
        Files.writeString(
                file,
                "hostname = \"mx.example.test\"\ndata = \"data\"\n"
                        + "[tls]\ncertificate = \"c\"\nkey = \"k\"\n"
                        + "[[listener]]\nservice = \"smtp\"\naddress = \"127.0.0.1:0\"\n"
                        + "[[listener]]\nservice = \"submission\"\naddress = \"127.0.0.1:0\"\n"
                        + "[[listener]]\nservice = \"lmtp\"\naddress = \"127.0.0.1:0\"\n"
                        + "[relay]\ntrusted_networks = [" + trusted + "]\n[proxy]\nxclient = [\"198.51.100.2\"]\n");
        Settings settings = SettingsReader.read(file, Machine.unseen());
        var policy = new Policy(
                Domain.of("mx.example.test"),
                settings.relay().trustedNetworks(),
                Set.of(0L, 33L),
                settings.budget(),
                false,
                settings.gateways());
        MatrixCount.Gates gates = (directory, its) -> new Gatekeeper(
                directory, () -> its, office.store, office.recipients, office.clock, office.events, office.events);
        return new MatrixCount(settings, policy, office.accounts, PostOffice.DOMAIN, gates)
                .matrix(WaysOut.of(settings, gates.gate(office.accounts, policy)));
    }

    @Test
    void isAsItWas() throws Exception {
        String text = matrix("\"192.0.2.0/28\"").text() + "\n";
        if (System.getProperty("update") != null) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, text);
        }
        assertEquals(Files.readString(GOLDEN), text);
    }

    @Test
    void isReadAsItIsPrinted() throws Exception {
        Matrix matrix = matrix("\"192.0.2.0/28\"");
        Matrix read = Matrix.parse(matrix.text());
        assertEquals(matrix.lines(), read.lines());
        assertEquals(matrix.size(), read.size());
        assertEquals(List.of(), matrix.difference(read));
        assertTrue(matrix.size() > 5000, "only " + matrix.size());
    }

    @Test
    void aNewWayOutIsTheWholeDifference() throws Exception {
        List<String> difference = matrix("\"192.0.2.0/28\"").difference(matrix(""));
        assertTrue(difference.stream().allMatch(line -> line.contains("192.0.2.0/28")), difference::toString);
        assertTrue(
                difference.stream()
                        .anyMatch(line -> line.startsWith("trusted 192.0.2.0/28 | smtp | nobody")
                                && line.contains("nothing>relay-by-network outside")),
                difference::toString);
    }
}
