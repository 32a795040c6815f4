package org.sekisho.smtp.server;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.sasl.Mechanism;

/// The lines of the reply to EHLO and LHLO. RFC 5321 §4.1.1.1.
final class Keywords {
    private Keywords() {}

    /// @param mechanisms may be empty
    /// @param xclient the client is a listed host
    static List<String> of(SmtpSettings settings, boolean startTls, List<Mechanism> mechanisms, boolean xclient) {
        var lines = new ArrayList<String>(16);
        lines.add(settings.hostname().name());
        lines.add("PIPELINING"); // RFC 2920
        lines.add("SIZE " + settings.limits().messageOctets()); // RFC 1870
        lines.add("8BITMIME"); // RFC 6152
        lines.add("SMTPUTF8"); // RFC 6531
        lines.add("ENHANCEDSTATUSCODES"); // RFC 2034
        lines.add("DSN"); // RFC 3461
        lines.add("CHUNKING"); // RFC 3030
        lines.add("LIMITS RCPTMAX=" + settings.limits().recipients()); // RFC 9422
        if (startTls) {
            lines.add("STARTTLS"); // RFC 3207
        }
        if (!mechanisms.isEmpty()) {
            List<String> names = mechanisms.stream().map(Mechanism::wireName).toList();
            lines.add("AUTH " + String.join(" ", names)); // RFC 4954
        }
        if (xclient) {
            lines.add("XCLIENT " + Xclient.ATTRIBUTES);
            lines.add("XFORWARD " + Xclient.FORWARDED);
        }
        return lines;
    }
}
