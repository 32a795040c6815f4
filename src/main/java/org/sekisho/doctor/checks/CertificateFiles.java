package org.sekisho.doctor.checks;

import java.nio.file.Path;

/// Where a server has its certificate and key, as PEM.
public record CertificateFiles(Path certificate, Path key) {}
