package org.sekisho.audit.blocklists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.SyntaxError;

class ZonesTest {
    private static final String GOOD = "bl.example\tip4,ip6\tExample\tspam\tスパム\t127.0.0.2=spam source;127.0.0.4=proxy"
            + "\thttps://bl.example/\trfc5782\t127.0.0.1,127.1.0.0/16";

    private static Zone zone(String name) {
        return Zones.published().stream()
                .filter(zone -> zone.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyPublishedLineParsesAndNoneIsThereTwice() {
        List<Zone> zones = Zones.published();
        assertTrue(zones.size() >= 60, "only " + zones.size());
        assertEquals(zones.size(), new HashSet<>(zones.stream().map(Zone::name).toList()).size());
        for (Kind kind : Kind.values()) {
            assertTrue(zones.stream().anyMatch(zone -> zone.kinds().contains(kind)), "none of " + kind);
        }
    }

    @Test
    void everyZoneIsExplainedInBothLanguagesAndSaysWhereToGo() {
        for (Zone zone : Zones.published()) {
            assertTrue(zone.meaning().chars().allMatch(c -> c < 128), zone + ": " + zone.meaning());
            assertTrue(
                    zone.meaningJapanese().codePoints().anyMatch(c -> isJapanese(c)),
                    zone + ": " + zone.meaningJapanese());
            assertTrue(Set.of("http", "https").contains(zone.delisting().getScheme()), zone + ": " + zone.delisting());
        }
    }

    private static boolean isJapanese(int c) {
        var script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HIRAGANA
                || script == Character.UnicodeScript.KATAKANA;
    }

    @Test
    void aLineHoldsWhatItsColumnsSay() {
        Zone zone = Zones.of(List.of("# head", "", GOOD)).getFirst();
        assertEquals("bl.example", zone.name().name());
        assertEquals(Set.of(Kind.IP4, Kind.IP6), zone.kinds());
        assertEquals(List.of("spam source"), zone.meanings(InetAddress.ofLiteral("127.0.0.2")));
        assertEquals(List.of(), zone.meanings(InetAddress.ofLiteral("127.0.0.6")));
        assertTrue(zone.isRefusal(InetAddress.ofLiteral("127.1.2.3")));
        assertTrue(zone.isRefusal(InetAddress.ofLiteral("127.255.255.254")), "an error, whoever sends it");
        assertFalse(zone.isRefusal(InetAddress.ofLiteral("127.0.0.2")));
    }

    @Test
    void bitsOfTheLastOctetAreMeaningsOfTheirOwn() {
        Zone uribl = zone("multi.uribl.com");
        List<String> meanings = uribl.meanings(InetAddress.ofLiteral("127.0.0.6"));
        assertEquals(2, meanings.size());
        assertTrue(meanings.getFirst().startsWith("black") && meanings.getLast().startsWith("grey"), "" + meanings);
        assertTrue(uribl.isRefusal(InetAddress.ofLiteral("127.0.0.1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bl.example/bl..example", // the zone
                "ip4,ip6/ip4,ip5",
                "ip4,ip6/ip4,ip4",
                "\tExample/\t",
                "\tExample/\t Example",
                "=spam source/=",
                "127.0.0.4/127.0.0.2",
                "127.0.0.4/10.0.0.4",
                "127.0.0.4/127.0.0.04",
                "127.0.0.4/+3",
                "127.0.0.4/+256",
                "https:/ftp:",
                "https:/",
                "rfc5782/domain=test",
                "rfc5782/ip4=a..b",
                "rfc5782/test",
                "127.0.0.1,/",
                "127.0.0.1,/127.0.0.1,,",
                "\trfc5782/",
            })
    void aWrongLineIsAnErrorWithItsNumber(String change) {
        int slash = change.indexOf('/');
        String wrong = GOOD.replace(change.substring(0, slash), change.substring(slash + 1));
        if (change.equals("127.0.0.1,/")) {
            wrong = GOOD.replace("127.0.0.1,127.1.0.0/16", "127.1.0.0/8");
        }
        var lines = List.of("# head", wrong);
        String said = String.valueOf(
                assertThrows(SyntaxError.class, () -> Zones.of(lines), wrong).getMessage());
        assertTrue(said.startsWith("line 2: "), said);
    }

    @Test
    void aZoneThatIsThereTwiceIsAnError() {
        var lines = List.of(GOOD, "", GOOD.replace("bl.example", "BL.Example"));
        String said = String.valueOf(
                assertThrows(SyntaxError.class, () -> Zones.of(lines)).getMessage());
        assertEquals("line 3: bl.example is there twice", said);
    }

    @Test
    void aTestEntryOfItsOwnReplacesTheStandardOne() {
        assertEquals("dbltest.com", zone("dbl.spamhaus.org").alwaysListed().get(Kind.DOMAIN));
        assertEquals("2.0.0.127", zone("zen.spamhaus.org").alwaysListed().get(Kind.IP4));
    }
}
