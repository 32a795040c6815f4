package org.sekisho.accounts;

import java.time.Instant;
import java.util.Optional;

/// A password for one device, as a list shows it: without the secret, which nobody can show again.
/// @param name the owner's name for it, e.g. `phone`
/// @param suspended may not be used, nor what was queued with it leave, until it is resumed
/// @param lastUse to the hour
public record AppPassword(
        CredentialId id, String name, Scope scope, Instant created, boolean suspended, Optional<Instant> lastUse) {}
