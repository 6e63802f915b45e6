// Tokens -> tree. The one door to the grammar; what stands behind it costs seconds to compile.
#pragma once

#include "lang/syntax/builder.hpp"

namespace hm::syntax {

// The root of the file, or null where nothing could be made of it. Errors go to the builder. Throws Abandon.
ast::Node* parse_tokens(const Lexed& lexed, Builder& builder);

}  // namespace hm::syntax
