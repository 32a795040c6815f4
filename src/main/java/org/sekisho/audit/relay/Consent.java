package org.sekisho.audit.relay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.address.IpAddress;
import org.sekisho.address.SyntaxError;
import org.sekisho.dns.Answer;
import org.sekisho.dns.Resolver;
import org.xbill.DNS.ReverseMap;

/// Whether whoever manages a server's name in DNS lets this installation check it. The text to publish depends on
/// a secret of this installation and on the server's name: it can neither be guessed nor used for another server
/// or by somebody else. Safe from any thread.
public final class Consent {
    /// What DNS says.
    public sealed interface Answered {
        /// The owner agrees.
        record Given() implements Answered {}

        /// There is no such record, or it is for somebody else.
        record Missing() implements Answered {}

        record CouldNotAsk(String why) implements Answered {}
    }

    private static final String LABEL = "_sekisho-check.";
    private static final String PREFIX = "sekisho-check=";
    private static final int OCTETS = 16;

    private final Resolver resolver;
    private final SecretKeySpec key;

    /// @param key of this installation, 32 octets
    public Consent(Resolver resolver, byte[] key) {
        this.resolver = resolver;
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /// Where the record belongs; for an address: into its reverse zone, whose owner is the address's.
    public String name(String host) {
        try {
            String reverse = ReverseMap.fromAddress(IpAddress.of(host)).toString(true);
            return LABEL + reverse;
        } catch (SyntaxError _) {
            return LABEL + host.toLowerCase(Locale.ROOT);
        }
    }

    /// What the record says.
    public String text(String host) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] sum = mac.doFinal(name(host).getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(sum, 0, OCTETS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    public Answered ask(String host) {
        String wanted = text(host);
        return switch (resolver.txt(name(host))) {
            case Answer.Found<String> found ->
                found.records().stream().map(String::strip).anyMatch(wanted::equals)
                        ? new Answered.Given()
                        : new Answered.Missing();
            case Answer.NoSuchName() -> new Answered.Missing();
            case Answer.NoData() -> new Answered.Missing();
            case Answer.CouldNotAsk(var why) -> new Answered.CouldNotAsk(why);
        };
    }
}
