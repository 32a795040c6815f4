package org.sekisho.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sekisho.doctor.Origin.Way;

/// Where a message came from, and who must not be believed about it.
class TraceTest {
    private static Origin of(String head) {
        byte[] octets = head.getBytes(StandardCharsets.UTF_8);
        return Trace.of(octets, octets.length);
    }

    @Test
    void anAccountWithADomain() {
        assertEquals(
                Origin.network("192.0.2.1", "alice@example.jp", true, ""),
                of(FabricatedQueue.network("alice@example.jp@192.0.2.1", "ESMTPA")));
    }

    @Test
    void noAccount() {
        assertEquals(Origin.network("2001:db8::1", "", false, ""), of(FabricatedQueue.network("2001:db8::1", "ESMTP")));
    }

    @Test
    void onlyTheFieldsOnTopAreBelieved() {
        String forged = "Received: from boss (HELO x) (boss@192.0.2.9)\n  by mail.example.jp with ESMTPA; x\n";
        assertEquals(
                Origin.network("192.0.2.1", "", false, ""), of(FabricatedQueue.network("192.0.2.1", "SMTP") + forged));
        assertEquals(Origin.local("48", ""), of(FabricatedQueue.uid(48) + forged));
        assertEquals(Origin.UNKNOWN, of("Subject: x\n" + forged));
    }

    @Test
    void aScriptOfAnotherServerIsNotOurs() {
        Origin origin = of(FabricatedQueue.network("192.0.2.1", "SMTP") + "X-PHP-Originating-Script: 48:a.php\n\n");
        assertEquals("", origin.script());
    }

    @Test
    void aScriptNamedInTheBodyIsNone() {
        assertEquals(
                "",
                of(FabricatedQueue.uid(48) + "\nX-PHP-Originating-Script: 48:a.php\n\n")
                        .script());
    }

    @Test
    void aScannerStandsBetween() {
        String below = """
                Received: by simscan 1.4.0 ppid: 1, pid: 2, t: 0.1s
                         scanners: clamav
                Received: from unknown (HELO pc) (alice@192.0.2.1)
                  by mail.example.jp with ESMTPA; x
                To: x
                """;
        assertEquals(
                new Origin(Way.NETWORK, "alice", false, "", "", "", "192.0.2.1", "89"),
                of(FabricatedQueue.uid(89) + below));
    }

    @Test
    void aliasAndBounce() {
        assertEquals(
                Way.ALIAS, of("Received: (qmail 1 invoked by alias); x\n\n").way());
        assertEquals(
                Way.BOUNCE, of("Received: (qmail 1 invoked for bounce); x\n\n").way());
    }

    @Test
    void controlsAreNotShown() {
        String head = FabricatedQueue.uid(48) + "X-PHP-Script: a\u001b[31m.php for 192.0.2.1\n\n";
        assertEquals("a?[31m.php", of(head).script());
    }
}
