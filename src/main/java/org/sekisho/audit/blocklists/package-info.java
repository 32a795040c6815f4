/// Whether addresses and domains are on public DNS blocklists (RFC 5782). A list counts as asked only when its
/// own test entries answered rightly in the same run: silence, a refusal and a dead list are never "clean".
@NullMarked
package org.sekisho.audit.blocklists;

import org.jspecify.annotations.NullMarked;
