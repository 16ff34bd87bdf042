// What goes on the wire, and what needs no codec for that: values whose memory is already
// as it is there.
#pragma once

#include "tool/idl/model.h"

// The type in which a value is given to what sends it. Only where the server's own
// function converts what it receives, it is not the value's type but that on the wire.
const struct idl_type *sent_type(const struct idl_value *value);

bool flat_type(const struct idl_type *type, enum idl_encoding encoding);

// The same of a value that is sent.
bool flat_value(const struct idl_value *value, enum idl_encoding encoding);

// The argument that is the whole message as it stands, or NULL if there is no such one.
const struct idl_argument *flat_message(const struct idl_operation *operation);

// Whether the value of a successful reply is the whole reply as it stands, and nothing
// else can come in its place.
bool flat_reply(const struct idl_operation *operation);

// Whether there is anything to send, or to be had from a reply.
bool has_message(const struct idl_operation *operation);
bool has_reply(const struct idl_operation *operation);
