package org.sekisho.spf;

/// RFC 7208 §2.6.
public enum SpfResult {
    /// The domain says nothing.
    NONE,
    /// It says nothing about this address.
    NEUTRAL,
    PASS,
    FAIL,
    SOFTFAIL,
    /// A name server could not be asked; later it may be another result.
    TEMPERROR,
    /// What is published cannot be understood.
    PERMERROR
}
