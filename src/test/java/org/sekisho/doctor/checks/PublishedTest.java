package org.sekisho.doctor.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.Domain;
import org.sekisho.dns.Answer;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.testing.FakeResolver;

/// What a server and its domain publish in the DNS: in order, and with one fault at a time.
class PublishedTest {
    private static final Domain MX = new Domain("mx.example.com");
    private static final Domain DOMAIN = new Domain("example.com");
    private static final String RSA = "v=DKIM1; k=rsa; p=" + rsa(2048);
    private static final String FOUR = "192.0.2.25";
    private static final String SIX = "2001:db8::25";
    private static final Subjects OURS = subjects(DOMAIN);

    private final FakeResolver dns = new FakeResolver()
            .addresses("mx.example.com", FOUR, SIX)
            .ptr(FOUR, "mx.example.com")
            .ptr(SIX, "mx.example.com")
            .mx("example.com", "10 mx.example.com")
            .txt("example.com", "v=spf1 mx -all", "some-verification=1")
            .txt("default._domainkey.example.com", RSA)
            .txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:postmaster@example.com");

    private static Subjects subjects(Domain... domains) {
        return new Subjects(
                MX,
                MX,
                List.of(domains),
                List.of(InetAddress.ofLiteral(FOUR), InetAddress.ofLiteral(SIX)),
                Set.of(),
                Optional.empty(),
                List.of());
    }

    private static Subjects withSelectors(String... selectors) {
        return new Subjects(MX, MX, OURS.domains(), OURS.addresses(), Set.of(), Optional.empty(), List.of(selectors));
    }

    private static String rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            return Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Finding> check(Subjects subjects) throws InterruptedException {
        var plan = new Plan(
                Set.of(Topic.DNS),
                subjects,
                Optional.empty(),
                List.of(),
                new Plan.TimeServer("127.0.0.1", 123),
                ZoneId.of("UTC"),
                Duration.ofSeconds(30));
        var world = new Checkup.World(dns, List.of(), Set.of(), () -> Instant.EPOCH, new Random(1));
        return new Checkup(plan, world).run((_, _) -> {});
    }

    /// Ids of what is not fine.
    private static List<String> faults(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.FINE)
                .map(Finding::id)
                .toList();
    }

    private Finding only(String id, Subjects subjects) throws InterruptedException {
        List<Finding> findings = check(subjects);
        assertEquals(List.of(id), faults(findings), findings::toString);
        Finding found = findings.stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .orElseThrow();
        for (var text : List.of(found.found(), found.meaning(), found.advice())) {
            assertFalse(text.en().matches(".*\\{[a-z]+}.*"), text::en);
            assertFalse(text.ja().matches(".*\\{[a-z]+}.*"), text::ja);
        }
        return found;
    }

    private Finding only(String id) throws InterruptedException {
        return only(id, OURS);
    }

    @Test
    void nothingIsFoundWhereAllIsInOrder() throws InterruptedException {
        List<Finding> findings = check(OURS);
        assertEquals(
                List.of("host-fine", "domain-fine"),
                findings.stream().map(Finding::id).toList());
        assertTrue(findings.getLast().found().en().contains("MX, SPF, DKIM (default), DMARC (p=reject) in order"));
        dns.txt("_mta-sts.example.com", "v=STSv1; id=1").txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:a@b.c");
        assertTrue(check(OURS).getLast().found().en().contains("MTA-STS, TLS-RPT"));
    }

    @Test
    void theNameOfTheServer() throws InterruptedException {
        dns.addresses("mx.example.com", "192.0.2.99");
        assertEquals(
                List.of(
                        "hostname-elsewhere",
                        "ptr-unconfirmed",
                        "ptr-unconfirmed",
                        "mx-elsewhere",
                        "spf-refuses-us",
                        "spf-refuses-us"),
                faults(check(OURS)));
        dns.addresses("mx.example.com", new Answer.NoSuchName<>());
        assertTrue(faults(check(OURS)).containsAll(List.of("hostname-no-address", "mx-no-address")));
        var bare = new Subjects(
                new Domain("server"),
                new Domain("server"),
                List.of(DOMAIN),
                List.of(),
                Set.of(),
                Optional.empty(),
                List.of());
        assertTrue(faults(check(bare)).contains("hostname-unqualified"));
    }

    @Test
    void namesOfTheAddresses() throws InterruptedException {
        dns.ptr(SIX, new Answer.NoSuchName<>());
        assertTrue(only("ptr-missing").advice().ja().contains("2001:db8::25 PTR mx.example.com."));
        dns.ptr(SIX, "elsewhere.example.net");
        only("ptr-unconfirmed");
        dns.addresses("elsewhere.example.net", SIX);
        only("ptr-not-helo");
        dns.ptr(SIX, "p1234-ipngn5678.tokyo.ocn.example").addresses("p1234-ipngn5678.tokyo.ocn.example", SIX);
        only("ptr-generic");
        dns.ptr(SIX, new Answer.CouldNotAsk<>("SERVFAIL"));
        only("dns-could-not-ask");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "p1234-ipngn5678.tokyo.ocn.ne.jp", "ntt12345.example.jp", "1.2.3.example.jp", "a1.2-3.example.com",
                "host5.s2.isp.example.jp", "ppp042.example.net", "adsl-7.example.net", "192-0-2-1.isp.example"
            })
    void genericNames(String name) {
        assertTrue(GenericName.isOne(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.example.com", "mail1.example.jp", "smtp-out2.example.co.jp", "mail-qk1-f1.google.com"})
    void properNames(String name) {
        assertEquals(name.startsWith("mail-qk1"), GenericName.isOne(name)); // the price of S25R, kept in its white list
    }

    @Test
    void exchangers() throws InterruptedException {
        dns.txt("example.com", "v=spf1 a:mx.example.com -all");
        dns.mx("example.com", new Answer.NoData<>());
        assertTrue(only("mx-missing").advice().en().contains("example.com. IN MX 10 mx.example.com."));
        dns.addresses("example.com", FOUR);
        only("mx-implicit");
        dns.mx("example.com", "0 .");
        only("mx-null");
        dns.mx("example.com", "10 192.0.2.25");
        only("mx-literal");
        dns.mx("example.com", "10 mx.example.com", "20 gone.example.com");
        only("mx-no-address");
        dns.mx("example.com", "10 filter.example.net").addresses("filter.example.net", "192.0.2.77");
        only("mx-elsewhere");
        dns.mx("example.com", "10 mail.example.com")
                .addresses("mail.example.com", FOUR)
                .alias("mail.example.com", "mx.example.com");
        only("mx-alias");
        dns.mx("example.com", new Answer.CouldNotAsk<>("SERVFAIL"));
        only("dns-could-not-ask");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spf-missing    | something else",
                "spf-open       | v=spf1 +all",
                "spf-open       | v=spf1 mx ip4:0.0.0.0/0 -all",
                "spf-no-end     | v=spf1 mx ?all",
                "spf-no-end     | v=spf1 mx",
                "spf-broken     | v=spf1 mx ipv4:192.0.2.1 -all",
                "spf-broken     | v=spf1 mx include:nobody.example.com -all",
                "spf-lookups    | v=spf1 mx include:example.com -all",
                "spf-lookups    | v=spf1 mx a:n1.example.net a:n2.example.net a:n3.example.net -all",
                "spf-by-sender  | v=spf1 mx exists:%{l}.users.example.com -all",
                "spf-not-us     | v=spf1 ip6:2001:db8::25 ~all",
                "spf-refuses-us | v=spf1 ip4:192.0.2.25 -all",
            })
    void senderPolicies(String id, String record) throws InterruptedException {
        dns.txt("example.com", record);
        only(id);
    }

    @Test
    void whatToPublishIsSaid() throws InterruptedException {
        dns.txt("example.com", new Answer.NoData<>());
        assertTrue(only("spf-missing").advice().en().contains("v=spf1 ip4:192.0.2.25 ip6:2001:db8::25 -all"));
        dns.txt("example.com", "v=spf1 ip4:192.0.2.25 a:x.example.com ~all").addresses("x.example.com", "192.0.2.9");
        assertTrue(only("spf-not-us")
                .advice()
                .en()
                .contains("v=spf1 ip6:2001:db8::25 ip4:192.0.2.25 a:x.example.com ~all"));
        dns.txt("example.com", "v=spf1 mx -all", "v=spf1 -all");
        assertTrue(only("spf-several").found().en().contains("2"));
        dns.txt("example.com", new Answer.CouldNotAsk<>("SERVFAIL"));
        only("dns-could-not-ask");
        dns.txt("example.com", "v=spf1 include:dead.example.net -all").broken("dead.example.net");
        only("dns-could-not-ask");
    }

    @Test
    void keysForSignatures() throws InterruptedException {
        String name = "default._domainkey.example.com";
        dns.txt(name, "v=DKIM1; k=rsa; p=" + rsa(512));
        only("dkim-weak");
        dns.txt(name, "v=DKIM1; p=" + rsa(1024));
        only("dkim-short");
        dns.txt(name, RSA.substring(0, 200));
        only("dkim-broken");
        dns.txt(name, RSA, RSA);
        only("dkim-broken");
        dns.txt(name, "v=DKIM1; h=sha1; p=" + rsa(2048));
        only("dkim-broken");
        dns.txt(name, RSA.replace("p=", "t=y; p="));
        only("dkim-testing");
        dns.txt(name, "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="); // RFC 8463, appendix A
        only("dkim-only-ed25519");
        dns.txt(name, "v=DKIM1; p=");
        only("dkim-none"); // an old selector may well be withdrawn
        only("dkim-revoked", withSelectors("default"));
        only("dkim-missing", withSelectors("other"));
        dns.txt(name, new Answer.CouldNotAsk<>("SERVFAIL"));
        only("dns-could-not-ask");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dmarc-missing | something else",
                "dmarc-broken  | v=DMARC1; rua=mailto:a@example.com",
                "dmarc-broken  | v=DMARC1; p=rejct",
                "dmarc-broken  | v=DMARC1; p=reject; pct=101",
                "dmarc-broken  | v=DMARC1; p=reject; rua=a@example.com",
                "dmarc-broken  | v=DMARC1; p=reject; p=none",
                "dmarc-none    | v=DMARC1; p=none",
                "dmarc-report-refused | v=DMARC1; p=reject; rua=mailto:a@reports.example.net!10m",
            })
    void policiesOfAlignment(String id, String record) throws InterruptedException {
        dns.txt("_dmarc.example.com", record);
        only(id);
    }

    @Test
    void aPolicyOfTheDomainAboveCounts() throws InterruptedException {
        Domain below = new Domain("shop.example.com");
        dns.mx(below.name(), "10 mx.example.com").txt(below.name(), "v=spf1 mx -all");
        dns.txt("default._domainkey.shop.example.com", RSA);
        assertEquals(List.of(), faults(check(subjects(below))));
        dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; sp=none");
        only("dmarc-none", subjects(below));
        assertEquals(List.of(), faults(check(OURS)));
        dns.txt("_dmarc.example.com", "v=DMARC1; sp=none; p=none");
        String advice = only("dmarc-none").advice().en();
        assertTrue(advice.endsWith("v=DMARC1; sp=none; p=quarantine"), advice);
        advice = only("dmarc-none", subjects(below)).advice().en();
        assertTrue(advice.endsWith("v=DMARC1; sp=quarantine; p=none"), advice);
        dns.txt("_dmarc.example.com", "v=DMARC1; p=reject", "v=DMARC1; p=none");
        only("dmarc-several");
        dns.txt("_dmarc.example.com", "v=DMARC1; p=reject; rua=mailto:a@example.net");
        dns.txt("example.com._report._dmarc.example.net", "v=DMARC1;");
        assertEquals(List.of(), faults(check(OURS)));
        dns.txt("_dmarc.example.com", new Answer.CouldNotAsk<>("SERVFAIL"));
        only("dns-could-not-ask");
    }

    @Test
    void behindNatTheNameTellsTheAddress() throws InterruptedException {
        dns.addresses("mx.example.com", "8.8.4.4").ptr("8.8.4.4", "mx.example.com");
        var inside = new Subjects(
                MX,
                MX,
                List.of(DOMAIN),
                List.of(),
                Set.of(InetAddress.ofLiteral("10.0.0.5")),
                Optional.empty(),
                List.of());
        only("addresses-from-name", inside);
        dns.addresses("mx.example.com", "10.0.0.5");
        assertTrue(faults(check(inside)).contains("addresses-unknown"));
    }

    @Test
    void aSmarthostsAddressesAreNotOurs() throws InterruptedException {
        dns.ptr(FOUR, new Answer.NoSuchName<>()).txt("example.com", "v=spf1 include:isp.example.net -all");
        dns.txt("isp.example.net", "v=spf1 ip4:192.0.2.200 -all");
        only(
                "by-smarthost",
                new Subjects(
                        MX,
                        MX,
                        List.of(DOMAIN),
                        OURS.addresses(),
                        Set.of(),
                        Optional.of("isp.example.net:587"),
                        List.of()));
    }

    @Test
    void namesForTestsAreNotAsked() throws InterruptedException {
        var trial = new Domain("mx.example.test");
        List<String> found = faults(check(new Subjects(
                trial, trial, List.of(new Domain("example.test")), List.of(), Set.of(), Optional.empty(), List.of())));
        assertEquals(List.of("domains-for-tests", "hostname-for-tests"), found);
        only("no-domains", subjects());
    }

    /// `locals` of a qmail and `mydestination` of a Postfix hold the machine's own names.
    @Test
    void theMachinesOwnNamesAreNotDomainsOfPeople() throws InterruptedException {
        assertEquals(List.of(), faults(check(subjects(MX, DOMAIN, new Domain("localhost")))));
        assertTrue(faults(check(subjects(MX))).contains("mx-implicit"));
    }

    @Test
    void ofVeryManyDomainsOnlySomeAreAsked() throws InterruptedException {
        Domain[] many = new Domain[60];
        Arrays.setAll(many, i -> new Domain("d" + i + ".example.com"));
        List<Finding> findings = check(subjects(many));
        assertTrue(faults(findings).contains("domains-left-out"));
        assertEquals(
                50,
                findings.stream().filter(each -> each.id().equals("mx-missing")).count());
    }

    /// Every question waits for its time-out in vain: that must not add up.
    @Test
    void aDeadResolverIsNotedOnceAndNotAskedForLong() {
        var dead = new FakeResolver();
        for (int i = 0; i < 100; i++) {
            dead.txt("n" + i + ".example.com", i < 6 ? new Answer.CouldNotAsk<>("SERVFAIL") : new Answer.NoData<>());
        }
        var questions = new Questions(dead);
        for (int i = 0; i < 100; i++) {
            assertInstanceOf(Answer.CouldNotAsk.class, questions.txt("n" + i + ".example.com"));
        }
        assertEquals(1, questions.unanswered(Messages.published()).size());
    }
}
