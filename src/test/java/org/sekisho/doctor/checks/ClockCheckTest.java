package org.sekisho.doctor.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.doctor.Finding;

class ClockCheckTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    @TempDir
    Path folder;

    /// An SNTP server on loopback whose clock is so many seconds before ours. RFC 4330 §4, §6.
    private static final class TimeServer implements Closeable {
        private static final long EPOCH = 2_208_988_800L; // 1970 in seconds since 1900
        private final DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        private final int first;
        private final int stratum;
        private final long ahead;

        TimeServer(int leap, int mode, int stratum, long ahead) throws IOException {
            this.first = leap << 6 | 4 << 3 | mode;
            this.stratum = stratum;
            this.ahead = ahead;
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try {
                while (true) {
                    var packet = new DatagramPacket(new byte[48], 48);
                    socket.receive(packet);
                    var answer = ByteBuffer.allocate(48)
                            .put((byte) first)
                            .put((byte) stratum)
                            .position(24);
                    answer.put(Arrays.copyOfRange(packet.getData(), 40, 48)); // originate
                    Instant now = Instant.now();
                    int seconds = (int) (now.getEpochSecond() + EPOCH + ahead);
                    int fraction = (int) ((long) now.getNano() * (1L << 32) / 1_000_000_000);
                    answer.putInt(seconds).putInt(fraction).putInt(seconds).putInt(fraction);
                    socket.send(new DatagramPacket(answer.array(), 48, packet.getSocketAddress()));
                }
            } catch (IOException _) {
                // closed
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private List<Finding> check(int port, ZoneId zone) {
        var time = new ClockCheck.Time("127.0.0.1", port, zone, TOKYO, folder.resolve("synchronized"));
        return new ClockCheck(time, InstantSource.system(), Messages.published()).findings();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4, 2, 0, clock-fine",
        "0, 4, 2, 20, clock-off",
        "0, 4, 2, -20, clock-off",
        "0, 4, 1, 90, clock-wrong",
        "0, 4, 15, -86400, clock-wrong",
        "3, 4, 2, 90, clock-unknown",
        "0, 4, 0, 90, clock-unknown",
        "0, 4, 16, 90, clock-unknown",
        "0, 3, 2, 90, clock-unknown"
    })
    void offsets(int leap, int mode, int stratum, long ahead, String id) throws IOException {
        try (var server = new TimeServer(leap, mode, stratum, ahead)) {
            List<Finding> findings = check(server.socket.getLocalPort(), TOKYO);
            assertEquals(List.of(id), findings.stream().map(Finding::id).toList(), findings::toString);
        }
    }

    @Test
    void silenceIsNoFault() throws IOException {
        int port;
        try (var closed = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            port = closed.getLocalPort();
        }
        Files.createFile(folder.resolve("synchronized"));
        List<Finding> findings = check(port, TOKYO);
        assertEquals(
                List.of("clock-unknown"), findings.stream().map(Finding::id).toList());
        assertTrue(findings.getFirst().found().en().contains("systemd-timesyncd: synchronized"));
    }

    /// A clock that is wrong by years, also across the end of the era in 2036.
    @Test
    void clocksOfAnyYear() throws IOException {
        try (var server = new TimeServer(0, 4, 2, 0)) {
            for (String year : List.of("1970", "2035", "2037", "2080")) {
                Instant wrong = Instant.parse(year + "-02-03T04:05:06Z");
                Duration offset = Sntp.ask("127.0.0.1", server.socket.getLocalPort(), () -> wrong);
                assertTrue(
                        Duration.between(wrong.plus(offset), Instant.now())
                                        .abs()
                                        .toSeconds()
                                < 60,
                        year);
            }
        }
    }

    @Test
    void twoTimeZones() throws IOException {
        try (var server = new TimeServer(0, 4, 2, 0)) {
            List<Finding> findings = check(server.socket.getLocalPort(), ZoneId.of("UTC"));
            assertEquals(
                    List.of("clock-fine", "clock-zone"),
                    findings.stream().map(Finding::id).toList());
            assertEquals(
                    1, check(server.socket.getLocalPort(), ZoneId.of("+09:00")).size());
        }
    }
}
