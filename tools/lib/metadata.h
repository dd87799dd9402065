/* metadata.h: what a distribution says of itself in METADATA or PKG-INFO (PyPA "Core metadata"). It comes
 * from outside and is read leniently, as Python's own readers do: what is there is reported, not judged. */
#ifndef METADATA_H
#define METADATA_H

#include <jansson.h>
#include <stddef.h>

/* The headers, up to the first line that is none:
 * {"name","version","requiresPython","requiresDist":[],"providesExtra":[]}, null for a string that is
 * missing. Folded values are unfolded. */
json_t *metadata_json(const char *bytes, size_t length);

#endif
