package org.sekisho.audit.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.FakeResolver;

final class ConsentTest {
    private static Consent of(FakeResolver dns, String key) {
        return new Consent(dns, key.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void theTextIsForOneUserAndOneServer() {
        var mine = of(new FakeResolver(), "mine");
        assertEquals("_sekisho-check.mx.example.jp", mine.name("MX.example.jp"));
        assertEquals("_sekisho-check.25.2.0.192.in-addr.arpa", mine.name("192.0.2.25"));
        assertEquals(mine.text("mx.example.jp"), mine.text("MX.example.jp"));
        assertNotEquals(mine.text("mx.example.jp"), mine.text("mx2.example.jp"));
        assertNotEquals(
                mine.text("mx.example.jp"), of(new FakeResolver(), "yours").text("mx.example.jp"));
    }

    @Test
    void whatCouldNotBeAskedIsNoConsentAndNoRefusal() {
        String host = "mx.example.jp";
        String name = "_sekisho-check.mx.example.jp";
        String text = of(new FakeResolver(), "mine").text(host);
        assertInstanceOf(
                Consent.Answered.Given.class,
                of(new FakeResolver().txt(name, "something else", text), "mine").ask(host));
        assertInstanceOf(
                Consent.Answered.Missing.class,
                of(new FakeResolver().txt(name, text), "yours").ask(host));
        assertInstanceOf(
                Consent.Answered.Missing.class, of(new FakeResolver(), "mine").ask(host));
        assertInstanceOf(
                Consent.Answered.CouldNotAsk.class,
                of(new FakeResolver().broken(name), "mine").ask(host));
    }
}
