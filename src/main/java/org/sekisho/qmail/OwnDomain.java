package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.Optional;
import org.sekisho.address.Domain;

/// A domain whose mail stays here.
/// @param sameAs for another name of a domain, that domain: users and aliases are listed once, there
/// @param directory where its `.qmail` files and vpopmail users are
public record OwnDomain(Place place, Domain name, Optional<Domain> sameAs, Path directory) {}
