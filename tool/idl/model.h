// An interface as the generators see it: read, resolved, checked and measured.
//
//     file.idol --ron.c--> tree --load.c--> model --types.c--> resolved, with sizes
//               --names.c--> C names --check.c--> rules --> generators
//
// Everything here is made by idl_load() (tool/idl/load.h) and constant afterwards.
// It lives in the arena given there. Strings that are absent are empty.
//
// Terms. A *name* is what the file says; a *C name* is what generated C says. A C name
// is unique among those it can be confused with, and no keyword of C or C++.
// *Wire* means the bytes of a message, reply or lease.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tool/base/diag.h"
#include "tool/base/str.h"

struct idl_file;
struct idl_type;

// How the bytes of an operation's message and reply are made.
enum idl_encoding {
	IDL_ZEROCOPY,  // the values themselves, little-endian, nothing between them
	IDL_SSMARSHAL, // as serde's data model, values one after the other
	IDL_HUBPACK,   // the same for what both can express, but lengths are bounded
};

enum { IDL_ENCODINGS = 3 };

// How many bytes a value takes on the wire. They differ where a value has an
// alternative in it (an option, a union, a character).
struct idl_size {
	bool possible; // false: the encoding has no form for this type
	uint32_t least;
	uint32_t most;
};

enum idl_kind {
	// Built in. These carry nothing else, except integers and floats `bits`.
	IDL_UNIT,    // "()": no bytes, no C value
	IDL_BOOL,    // 1 byte
	IDL_INTEGER, // u8 to u128, i8 to i128, usize, isize
	IDL_FLOAT,   // f32, f64
	IDL_CHAR,    // a Unicode scalar value; uint32_t in C

	// Made of others. C has no names for these, so c_name is built of the parts'
	// names ("idl_option_u8"), the same in every interface that has one.
	IDL_ARRAY,  // [element; count]
	IDL_TUPLE,  // (fields...): fields are named "0", "1", C names f0, f1
	IDL_OPTION, // Option<element>
	IDL_RESULT, // Result<element, error>

	// Defined in a `types` section.
	IDL_STRUCT,  // fields
	IDL_ENUM,    // variants without fields; integer: its size in zerocopy
	IDL_UNION,   // variants, some with fields
	IDL_NEWTYPE, // element, under a name of its own
	IDL_BITS,    // variants are masks of bits; integer: what holds them
	IDL_ERROR,   // as IDL_ENUM, or as IDL_UNION if one has fields; values 1 to 65535

	// Nobody defines it. Only in models that idl_load() was asked not to refuse
	// it in: `bh idl check`. Generators never see one.
	IDL_UNKNOWN,
};

// A member of a struct, a tuple, or a variant.
struct idl_field {
	struct str name;
	struct str c_name;
	struct str doc;
	struct place place; // of the name
	const struct idl_type *type;
	uint32_t c_offset; // see idl_type.c_size; 0 in variants
};

// An alternative of an enum, a union or an error; a flag of bits.
struct idl_variant {
	struct str name;
	struct str c_name;   // of the constant, in full: "UART_ERROR_BUSY"
	struct str c_member; // of the union's member that holds its fields: "busy"
	struct str doc;
	struct place place;
	// Enums and errors: the value, as zerocopy and reply codes have it. Bits: the mask.
	// Unions: the same as index.
	uint64_t value; // two's complement if the type is signed
	uint32_t index; // position in the file, as ssmarshal and hubpack have it
	// Errors: this is what a client gets when the server restarted meanwhile. It
	// never arrives from a server. At most one variant of a type.
	bool server_death;
	bool positional; // fields are named "0", "1"; C names f0, f1
	struct idl_field *fields;
	size_t field_count;
};

// Two mentions of the same type are the same pointer.
//
// Wire forms:                zerocopy                ssmarshal and hubpack
//   bool                     1 byte, not 0 is true   1 byte, 0 or 1, others malformed
//   integers, floats         little-endian           little-endian
//   usize, isize             4 bytes                 8 bytes
//   u128, i128               little-endian           hubpack: little-endian; ssmarshal: none
//   char                     none                    ssmarshal: UTF-8; hubpack: none
//   array, tuple, struct     members in order, nothing between; arrays have no count
//   option                   none                    0, or 1 and the value
//   result                   none                    0 and the value, or 1 and the error
//   enum                     value, of size integer  1 byte: index; others malformed
//   union                    none                    1 byte: index; then the fields
//   bits                     value, of size integer; bits of no flag are kept
//   error                    as enum or union; in CLike replies not in the payload at all
struct idl_type {
	enum idl_kind kind;
	// As the file writes it, "Option<u8>"; of "power::Rail" the last part, unless that is
	// the name of two types in the file.
	struct str name;
	struct place place; // where it is defined; where first mentioned if nowhere
	struct str doc;
	const struct idl_file *file; // that defines it; NULL if built in or made of others

	// What C calls it: "uint32_t" for built-in types, else the tag, without "struct" or
	// "enum": "uart_event". Enums and errors without fields are `enum` tags; structs,
	// unions, newtypes, bits, options, tuples and results `struct` tags. Arrays have a
	// tag too, for where C needs to wrap one.
	struct str c_name;
	struct str c_upper; // c_name in capitals: what constants begin with

	uint32_t bits;  // integers, floats: 8 to 128
	bool is_signed; // integers
	bool is_word;   // usize and isize: 32 bits in C and zerocopy, 64 in the others

	const struct idl_type *element; // arrays, options, newtypes; a result's first
	const struct idl_type *error;   // a result's second
	uint32_t count;                 // arrays
	const struct idl_type *integer; // enums, errors and bits: an IDL_INTEGER

	struct idl_field *fields; // structs, tuples
	size_t field_count;
	struct idl_variant *variants; // enums, unions, errors, bits
	size_t variant_count;
	bool has_fields; // unions always; errors if some variant has fields

	bool known; // no IDL_UNKNOWN is in it, nor a constant that nobody defines
	struct idl_size wire[IDL_ENCODINGS];
	// At most so many bytes does the type have in the memory of a program made by Hubris,
	// where Rust chooses the order of fields. Only replies in ssmarshal depend on it.
	uint32_t rust_size;
	uint32_t rust_align;

	// Whether the value's memory in C is its zerocopy wire form, whatever it holds, on
	// every target: integers up to 64 bits, floats, bits, and arrays, structs, tuples and
	// newtypes of those without padding. Only such types are leased.
	bool castable;
	uint32_t c_size;  // of a castable type, in bytes
	uint32_t c_align; // of a castable type: of each member its own size
};

// How a value arrives that is not simply of its type. The generated code converts it;
// zerocopy only.
enum idl_receive {
	IDL_FROM_BYTES,     // the value as it is
	IDL_FROM_PRIMITIVE, // an enum, as an integer of another size than its own
	IDL_FROM,           // a wire type that the server's own function converts
};

// What is passed by value: an argument, or the value of a reply.
struct idl_value {
	const struct idl_type *type;
	enum idl_receive receive;
	const struct idl_type *wire; // what is on the wire; the type itself for FROM_BYTES
	struct str convert;          // FROM: the C name of the function; empty if none is named
	struct idl_size size;        // on the wire, in the operation's encoding
};

struct idl_argument {
	struct str name;
	struct str c_name; // of the parameter
	struct str doc;
	struct place place;
	struct idl_value value;
	uint32_t offset; // in the message; zerocopy only
};

// Memory of the client that the server may use until it replies.
struct idl_lease {
	struct str name;
	struct str c_name; // of the parameter
	struct str doc;
	struct place place;
	uint32_t index;              // of the lease, from 0
	const struct idl_type *type; // of an element if it is a slice, else of all of it
	bool slice;                  // "[T]": as many as the client gives
	bool read;                   // the server may read it
	bool write;                  // the server may write to it
	uint32_t max_len;            // slices: elements at most; 0 is no limit
	uint32_t size;               // bytes of `type`
};

enum idl_failure {
	IDL_SIMPLE,       // Simple: the operation cannot fail; the code is 0
	IDL_CLIKE,        // an error is the code and nothing else
	IDL_COMPLEX,      // an error is code 1 and the error in hubpack
	IDL_SERVER_DEATH, // the only failure is that the server restarted meanwhile
};

struct idl_reply {
	enum idl_failure failure;
	struct idl_value ok;
	const struct idl_type *error; // CLIKE, COMPLEX: an IDL_ERROR
	struct place place;
	uint32_t most; // bytes of the value, or of a complex error if those are more
	// Bytes that the client makes room for, at least `most`: a server made by Hubris asks
	// for as many as its own type has in memory when the encoding is ssmarshal.
	uint32_t room;
};

struct idl_operation {
	struct str name;
	struct str c_name;     // of the client's function: "uart_write"
	struct str c_short;    // without the prefix, no keyword: "write"
	struct str c_constant; // of the number: "UART_OP_WRITE"
	struct str doc;
	struct place place; // of the name
	// As in messages, 1 to 65535: position in the file, unless the file leaves numbers out
	// before it (`number: 12`).
	uint32_t number;
	enum idl_encoding encoding;
	// The client calls again when the server restarted meanwhile. Then a dead code never
	// reaches the caller. Simple operations always are.
	bool idempotent;
	struct idl_argument *arguments;
	size_t argument_count;
	struct idl_lease *leases;
	size_t lease_count;
	struct idl_reply reply;
	struct idl_size message; // of all arguments
};

// A file that was read: the interface's own first, then those it uses, each once.
struct idl_constant {
	struct str name;
	struct str c_name; // of the macro: "UART_SHA256_SIZE"
	struct str doc;
	struct place place;
	uint64_t value;
};

struct idl_file {
	struct source source;
	struct str stem;        // "uart" of "idl/uart.idol": headers are named by it
	struct str prefix;      // what C names of its types begin with: "uart"
	struct str doc;         // of the file's root
	bool has_interface;     // else it has types only
	struct idl_file **uses; // files named by its `use`
	size_t use_count;
	struct idl_constant *constants; // that it defines
	size_t constant_count;
	// The named types that it defines, after those they contain. All of them, used or not.
	const struct idl_type **types;
	size_t type_count;
};

struct idl_interface {
	struct str name;    // "Uart"
	struct str prefix;  // "uart"
	struct str c_upper; // "UART"
	struct str doc;
	struct place place;
	struct idl_file **files; // [0] is its own
	size_t file_count;
	// Every type that operations or the file's own types mention, named or not, built-in
	// ones too, each after those it contains.
	const struct idl_type **types;
	size_t type_count;
	struct idl_operation *operations; // by increasing number; there may be gaps
	size_t operation_count;
	uint32_t message_most; // of all operations: what a server's buffer must hold
	uint32_t reply_most;
	uint32_t lease_most; // leases of the operation that has most
};
