// What libraries keep for the tools, which give nothing back because their runs are short:
// a fuzzer gives it back after each input, or it would run out of memory.
//
// It is linked with --wrap for each function that makes such a thing (meson.build).
#pragma once

// Once, before anything of jansson is used.
void handles_begin(void);

// What was made until now stays.
void handles_keep(void);

// Gives back all that was made since.
void handles_close(void);
