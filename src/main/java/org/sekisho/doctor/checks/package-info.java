/// What others see of a mail server, and what they hold against it: DNS, certificates, clock, relaying,
/// blocklists.
@NullMarked
package org.sekisho.doctor.checks;

import org.jspecify.annotations.NullMarked;
