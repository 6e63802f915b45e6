#include "lang/builtins/support.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

namespace {

V to_xml(Evaluator& e, V* a, Pos pos) {
  ContextSet context;
  std::string text = value_to_xml(e, a[0], true, false, context, pos);
  return e.make_string(text, context);
}

}  // namespace

void add_xml_builtins(Registry& registry) {
  registry.push_back({"toXML", 1, 0, false, to_xml, "toXML value",
                      "The value as an XML document; functions appear with the names of their arguments."});
}

}  // namespace hm
