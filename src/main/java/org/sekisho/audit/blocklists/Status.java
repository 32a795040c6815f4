package org.sekisho.audit.blocklists;

/// What became of one question, from what needs least attention to what needs most.
public enum Status {
    /// The list works, answers us, and does not list the subject.
    CLEAN,
    /// The list's own test entries say that it does not work, so that nobody sensible uses it.
    DEAD,
    /// The list does not answer this resolver.
    REFUSED,
    /// No answer, or none that can be used.
    COULD_NOT_ASK,
    LISTED
}
