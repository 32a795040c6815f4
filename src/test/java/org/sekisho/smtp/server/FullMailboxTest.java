package org.sekisho.smtp.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Service;
import org.sekisho.store.StorageException;

/// What those hear whose recipient has no room.
final class FullMailboxTest {
    @TempDir
    Path folder;

    private SmtpHouse house;

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        house = new SmtpHouse(folder);
        house.capacity = (_, octets) ->
                octets > 1000 ? Capacity.Answer.NONE : octets > 100 ? Capacity.Answer.LATER : Capacity.Answer.ENOUGH;
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void rcpt(Service service, String parameters, String expected) throws IOException {
        try (var client = house.connect(service)) {
            client.expect("220 ")
                    .send((service == Service.LMTP ? "LHLO" : "EHLO") + " client.test", "250-")
                    .send("MAIL FROM:<a@example.net>" + parameters, "250 2.1.0")
                    .send("RCPT TO:<bob@example.test>", expected);
        }
    }

    @Test
    void theSizeThatIsToldDecides() throws IOException {
        rcpt(Service.SMTP, "", "250 ");
        rcpt(Service.SMTP, " SIZE=100", "250 ");
        rcpt(Service.SMTP, " SIZE=101", "452 4.2.2 ");
        rcpt(Service.SMTP, " SIZE=1001", "552 5.2.2 ");
        rcpt(Service.LMTP, " SIZE=1001", "552 5.2.2 ");
    }

    @Test
    void whoHasLoggedInIsNotAskedToComeAgain() throws IOException {
        house.capacity = (_, _) -> Capacity.Answer.LATER;
        try (var client = house.connect(Service.SUBMISSION)) {
            client.login().envelope("bob@example.test");
        }
    }

    @Test
    void whoCannotTellSaysComeAgain() throws IOException {
        house.capacity = (_, _) -> {
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "closed");
        };
        rcpt(Service.SMTP, "", "451 4.3.0 ");
    }
}
