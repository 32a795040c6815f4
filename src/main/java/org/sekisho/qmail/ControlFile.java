package org.sekisho.qmail;

import java.util.Optional;

/// The control files whose meaning is known (qmail-control(5)).
public enum ControlFile {
    ME("me", Form.DOMAIN),
    AUTHSENDERS("authsenders", Form.SENDER_ROUTES),
    BADMAILFROM("badmailfrom", Form.SENDERS),
    BOUNCEFROM("bouncefrom", Form.WORD),
    BOUNCEHOST("bouncehost", Form.DOMAIN),
    CONCURRENCYINCOMING("concurrencyincoming", Form.NUMBER),
    CONCURRENCYLOCAL("concurrencylocal", Form.NUMBER),
    CONCURRENCYREMOTE("concurrencyremote", Form.NUMBER),
    DATABYTES("databytes", Form.NUMBER),
    DEFAULTDELIVERY("defaultdelivery", Form.WORD),
    DEFAULTDOMAIN("defaultdomain", Form.DOMAIN),
    DEFAULTHOST("defaulthost", Form.DOMAIN),
    DOUBLEBOUNCEHOST("doublebouncehost", Form.DOMAIN),
    DOUBLEBOUNCETO("doublebounceto", Form.WORD),
    ENVNOATHOST("envnoathost", Form.DOMAIN),
    HELOHOST("helohost", Form.DOMAIN),
    IDHOST("idhost", Form.DOMAIN),
    LOCALIPHOST("localiphost", Form.DOMAIN),
    LOCALS("locals", Form.DOMAINS),
    MORERCPTHOSTS("morercpthosts", Form.PATTERNS),
    PERCENTHACK("percenthack", Form.DOMAINS),
    PLUSDOMAIN("plusdomain", Form.DOMAIN),
    QUEUELIFETIME("queuelifetime", Form.NUMBER),
    RCPTHOSTS("rcpthosts", Form.PATTERNS),
    SMTPGREETING("smtpgreeting", Form.WORD),
    SMTPROUTES("smtproutes", Form.ROUTES),
    TIMEOUTCONNECT("timeoutconnect", Form.NUMBER),
    TIMEOUTREMOTE("timeoutremote", Form.NUMBER),
    TIMEOUTSMTPD("timeoutsmtpd", Form.NUMBER),
    VIRTUALDOMAINS("virtualdomains", Form.VIRTUALS);

    /// What its lines hold. The first four are one line without comments.
    enum Form {
        DOMAIN,
        NUMBER,
        WORD,
        /// A domain a line.
        DOMAINS,
        /// A domain, or with a dot before it all below it.
        PATTERNS,
        /// An address, or `@` and a domain.
        SENDERS,
        ROUTES,
        /// The same by sender: of the patch for authentication.
        SENDER_ROUTES,
        VIRTUALS;

        boolean isOneLine() {
            return this == DOMAIN || this == NUMBER || this == WORD;
        }
    }

    private final String fileName;
    private final Form form;

    ControlFile(String fileName, Form form) {
        this.fileName = fileName;
        this.form = form;
    }

    public String fileName() {
        return fileName;
    }

    Form form() {
        return form;
    }

    static Optional<ControlFile> of(String fileName) {
        for (ControlFile file : values()) {
            if (file.fileName.equals(fileName)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
