package org.sekisho.audit.relay;

/// What a probe has shown.
public enum Verdict {
    /// The server said no.
    REFUSED(Mark.SAFE, "refused"),
    /// It took the message, and nothing of it came out where it should have.
    NOT_FORWARDED(Mark.SAFE, "taken but not forwarded"),
    /// It took the message; what became of it is not known.
    ACCEPTED(Mark.UNKNOWN, "accepted (not confirmed)"),
    /// It took the message and sent a notification to a sender who may be forged.
    BOUNCES(Mark.BAD, "bounces to forged senders"),
    /// The message came out: proof.
    RELAYS(Mark.BAD, "RELAYS"),
    /// What stood in a message was taken for commands.
    SMUGGLES(Mark.BAD, "takes another end of the data"),
    /// What came before TLS was answered under TLS.
    INJECTS(Mark.BAD, "takes commands from before TLS"),
    /// It tells which addresses exist. Not a relay, but a gift to spammers.
    TELLS(Mark.NOTE, "tells which addresses exist"),
    /// The server does not have what this is about.
    NOT_OFFERED(Mark.SAFE, "not offered"),
    /// The dialogue could not be held.
    COULD_NOT_TELL(Mark.UNKNOWN, "could not tell");

    /// What it is for whoever owns the server.
    public enum Mark {
        SAFE,
        NOTE,
        UNKNOWN,
        BAD
    }

    private final Mark mark;
    private final String text;

    Verdict(Mark mark, String text) {
        this.mark = mark;
        this.text = text;
    }

    public Mark mark() {
        return mark;
    }

    public String text() {
        return text;
    }
}
