package org.sekisho.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainCfTest {
    @TempDir
    private Path folder;

    private MainCf read(String... lines) throws IOException {
        Files.writeString(folder.resolve("main.cf"), String.join("\n", lines) + "\n");
        return MainCf.read(folder);
    }

    @Test
    void linesGoOnAfterCommentsAndEmptyLines() throws IOException {
        MainCf settings =
                read("# a = b", "  ", "mynetworks = 127.0.0.0/8,", "# no", "", "   192.0.2.0/24", "\t[::1]/128");
        assertEquals(List.of("127.0.0.0/8", "192.0.2.0/24", "[::1]/128"), settings.words("mynetworks"));
        assertEquals(Optional.of(3), settings.setting("mynetworks").map(Setting::line));
    }

    @Test
    void aLineThatContinuesNothingIsIgnored() throws IOException {
        MainCf settings = read("   stray = 1", "a = 2");
        assertEquals(Optional.empty(), settings.setting("stray"));
        assertEquals("2", settings.value("a"));
    }

    @Test
    void theLastOneCounts() throws IOException {
        assertEquals("new", read("relayhost = old", "relayhost=new").value("relayhost"));
    }

    @Test
    void namesAreReplaced() throws IOException {
        MainCf settings = read(
                "myhostname = mx.example.jp",
                "mydomain = example.jp",
                "a = ${mydomain} $(mydomain) $mydomain.",
                "b = ${nothing?x}${nothing:y} ${mydomain?{z}:{w}} ${nothing?{z}:{w}}",
                "c = $$mydomain $ $-",
                "loop = $loop $loop");
        assertEquals("example.jp example.jp example.jp.", settings.value("a"));
        assertEquals("y z w", settings.value("b"));
        assertEquals("$mydomain $ $-", settings.value("c"));
        assertTrue(settings.value("loop").length() < 4_000_000);
        assertEquals(List.of("mx.example.jp", "localhost.example.jp", "localhost"), settings.words("mydestination"));
    }

    @Test
    void comparisonsAreLeftAsTheyAre() throws IOException {
        assertEquals(
                "${{$a} == {$b} ? {c} : {d}}",
                read("x = ${{$a} == {$b} ? {c} : {d}}").value("x"));
    }

    @Test
    void defaultsFollowTheCompatibilityLevel() throws IOException {
        assertEquals("", read("a = b").value("smtpd_relay_restrictions"));
        assertEquals("subnet", read("a = b").value("mynetworks_style"));
        MainCf later = read("compatibility_level = 3.6");
        assertEquals(
                List.of("permit_mynetworks", "permit_sasl_authenticated", "defer_unauth_destination"),
                later.words("smtpd_relay_restrictions"));
        assertEquals("host", later.value("mynetworks_style"));
        assertEquals("", later.value("relay_domains"));
        assertEquals(3.6, later.compatibilityLevel());
    }

    @Test
    void mapsAreToldFromDomains() throws IOException {
        MainCf settings =
                read("virtual_alias_maps = example.jp proxy:hash:/etc/postfix/virtual, mysql:/etc/postfix/my.cf");
        List<MapName> maps = settings.maps("virtual_alias_maps");
        assertEquals(
                List.of("hash:/etc/postfix/virtual", "mysql:/etc/postfix/my.cf"),
                maps.stream().map(MapName::toString).toList());
        assertEquals(
                Optional.of(Path.of("/etc/postfix/virtual")), maps.getFirst().text());
        assertEquals(Optional.empty(), maps.getLast().text());
        assertEquals(Optional.empty(), MapName.of("[::1]/128"));
        assertEquals(Optional.empty(), MapName.of("2001:db8::1"));
    }

    @Test
    void aMapsLinesAreRead() throws IOException {
        Path map = Files.writeString(
                folder.resolve("virtual"),
                "# x\ninfo@example.jp  a@example.jp,\n   b@example.jp\n\"a b\"@x y\nalone\n");
        assertEquals(
                List.of(
                        new MapEntry("info@example.jp", "a@example.jp, b@example.jp", 2),
                        new MapEntry("\"a b\"@x", "y", 4),
                        new MapEntry("alone", "", 5)),
                MapEntry.all(map));
    }

    @Test
    void servicesOfMasterCfHaveTheirOwnSettings() throws IOException {
        Files.writeString(folder.resolve("master.cf"), """
                smtp      inet  n       -       y       -       -       smtpd
                #submission inet n - y - - smtpd
                587       inet  n       -       y       -       -       smtpd
                  -o syslog_name=postfix/submission
                  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
                  -o { smtpd_client_restrictions = permit_mynetworks, reject }
                pickup    unix  n       -       y       60      1       pickup
                """);
        List<MasterCf.Service> services = MasterCf.read(folder).services();
        assertEquals(
                List.of(true, true, false),
                services.stream().map(MasterCf.Service::isSmtpd).toList());
        assertEquals(
                Map.of(
                        "syslog_name", "postfix/submission",
                        "smtpd_relay_restrictions", "permit_sasl_authenticated,reject",
                        "smtpd_client_restrictions", "permit_mynetworks, reject"),
                services.get(1).overrides());
        MainCf submission = read("mynetworks = 127.0.0.1").with(services.get(1).overrides());
        assertEquals(List.of("permit_sasl_authenticated", "reject"), submission.words("smtpd_relay_restrictions"));
        assertEquals("127.0.0.1", submission.value("mynetworks"));
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThrows(NoSuchFileException.class, () -> MainCf.read(folder));
    }
}
