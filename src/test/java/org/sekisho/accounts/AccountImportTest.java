package org.sekisho.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.events.Secret;

final class AccountImportTest {
    private final Office office = new Office();

    AccountImportTest() throws DirectoryException {}

    private AccountImport.Report run(String text) throws Exception {
        return AccountImport.run(office.accounts, new BufferedReader(new StringReader(text)));
    }

    @Test
    void takesWhatItCanAndSaysWhatNot() throws Exception {
        var report = run("""
                address,password
                # from the old server
                alice@example.test,simple

                "bob@example.test","with ""quotes"", and, commas"
                carol@example.test,{ARGON2ID}%s
                ALICE@example.test,again
                dave@elsewhere.test,%s
                nonsense
                erin@example.test,
                """.formatted(Office.HASH, Office.HASH));
        assertEquals(3, report.added());
        assertEquals(4, report.refused());
        assertEquals(
                "[7, 8, 9, 10]",
                report.problems().stream()
                        .map(AccountImport.Problem::line)
                        .sorted()
                        .toList()
                        .toString());
        assertTrue(report.problems().toString().contains("there is already an account ALICE@example.test"));
        try (Logins logins = office.logins(LoginSettings.DEFAULT)) {
            for (String[] login : new String[][] {
                {"alice@example.test", "simple"}, {"bob@example.test", "with \"quotes\", and, commas"}
            }) {
                assertInstanceOf(
                        Authenticator.Verdict.LoggedIn.class,
                        logins.verifyPassword(LoginsTest.AT_HOME, "", login[0], new Secret(login[1])));
            }
        }
    }

    /// What one more account costs does not depend on how many there are: store operations are counted.
    @Test
    void aHundredThousandAccounts() throws Exception {
        var text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("user")
                    .append(i)
                    .append("@example.test,")
                    .append(Office.HASH)
                    .append('\n');
        }
        long before = office.store.commits();
        var report = run(text.toString());
        assertEquals(100_000, report.added());
        assertEquals(100, office.store.commits() - before);
        before = office.store.commits();
        office.account("one.more@example.test");
        assertEquals(1, office.store.commits() - before);
        assertInstanceOf(Lookup.Found.class, office.accounts.find(Office.mailbox("user99999@example.test")));
        assertInstanceOf(Lookup.NoSuchUser.class, office.accounts.find(Office.mailbox("user100000@example.test")));
        assertEquals(100_001, office.open().accounts(Optional.empty()).size());
    }
}
