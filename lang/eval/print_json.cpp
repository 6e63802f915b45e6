// Values as JSON, in the form of nlohmann's dump(): no spaces, keys in the order of their bytes, the shortest
// number that reads back, UTF-8 left as it is.
#include <nlohmann/json.hpp>

#include "lang/builtins/support.hpp"
#include "lang/eval/print_value.hpp"

namespace hm {

using builtin::slots;

namespace {

// The length of the well-formed UTF-8 sequence that begins at text[i], 0 where there is none (Unicode, table
// 3-7).
std::size_t sequence_length(std::string_view text, std::size_t i) {
  auto byte = [&](std::size_t k) -> unsigned {
    return k < text.size() ? static_cast<unsigned char>(text[k]) : 0;
  };
  auto within = [&](std::size_t k, unsigned low, unsigned high) { return byte(k) >= low && byte(k) <= high; };
  const unsigned lead = byte(i);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return within(i + 1, 0x80, 0xbf) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const unsigned low = lead == 0xe0 ? 0xa0 : 0x80, high = lead == 0xed ? 0x9f : 0xbf;
    return within(i + 1, low, high) && within(i + 2, 0x80, 0xbf) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const unsigned low = lead == 0xf0 ? 0x90 : 0x80, high = lead == 0xf4 ? 0x8f : 0xbf;
    return within(i + 1, low, high) && within(i + 2, 0x80, 0xbf) && within(i + 3, 0x80, 0xbf) ? 4 : 0;
  }
  return 0;
}

class JsonWriter {
 public:
  JsonWriter(Evaluator& e, bool strict, ContextSet& context) : e_(e), strict_(strict), context_(context) {}

  void write(V& slot, Pos pos, bool copy_to_store) {
    Evaluator::Depth depth(e_);
    e_.spend(1);
    e_.check_text(out_.size(), pos);
    if (strict_) e_.force(slot);
    V v = slot;
    if (Evaluator::is_string(v)) {
      context_.add(Evaluator::context_of(v));
      write_string(Evaluator::string_view_of(v));
    } else if (Evaluator::is_attrs(v)) {
      write_peeled(v, pos, copy_to_store, false);
    } else if (Evaluator::is_list(v)) {
      write_list(Evaluator::list_of(v), pos, copy_to_store);
    } else if (Evaluator::is_int(v)) {
      out_ += fmt::format("{}", Evaluator::int_value(v));
    } else if (Evaluator::is_float(v)) {
      out_ += nlohmann::json(Evaluator::float_value(v)).dump();
    } else if (v == kTrue || v == kFalse) {
      out_ += v == kTrue ? "true" : "false";
    } else if (v == kNull) {
      out_ += "null";
    } else if (Evaluator::is_path(v)) {
      const std::string path(Evaluator::path_view(v));
      write_string(copy_to_store ? e_.copy_to_store(path, context_) : path);
    } else {
      e_.error(Code::TypeMismatch, place_of(v, pos), "cannot convert {} to JSON", described(v));
    }
  }

  // Malformed text is only reported once all is evaluated: a failure of evaluation comes first.
  std::string finish(Pos pos) {
    if (!malformed_.empty()) e_.error(Code::BadUse, pos, "JSON serialization error: {}", malformed_);
    return std::move(out_);
  }

 private:
  // Where a function is written says more than where it was asked for.
  static Pos place_of(V v, Pos pos) {
    if (!Evaluator::is_function(v)) return pos;
    const auto* function = pointer<FunctionObj>(v);
    return function->kind == FunctionObj::Lambda ? ast::Ref<ast::LambdaNode>{function->code}->pos : pos;
  }

  static std::string described(V v) {
    if (!Evaluator::is_function(v))
      return std::string(tag_of(v) == Tag::Thunk ? "a thunk" : Evaluator::type_name(v));
    const auto* function = pointer<FunctionObj>(v);
    if (function->kind == FunctionObj::Lambda) return "a function";
    std::string_view name = builtins()[function->code].name;
    if (name.starts_with("__")) name.remove_prefix(2);
    return fmt::format("the {}built-in function '{}'",
                       function->kind == FunctionObj::Partial ? "partially applied " : "", name);
  }

  // A set that stands for something else, by `__toString` or `outPath`, is written as that.
  void write_peeled(V set, Pos pos, bool copy_to_store, bool through_to_string) {
    Evaluator::Depth depth(e_);
    if (V* function = e_.find(set, "__toString")) {
      Pos at = e_.position_of(set, e_.symbols().intern("__toString"));
      V result = e_.with_context(at, "while calling the `__toString` attribute",
                                 [&] { return e_.apply(*function, set, at); });
      return e_.with_context(at, "while using the result of the `__toString` attribute",
                             [&] { write_standing_for(result, at, copy_to_store, true); });
    }
    if (V* path = e_.find(set, "outPath")) {
      Pos at = e_.position_of(set, e_.symbols().intern("outPath"));
      return e_.with_context(at, "while using the `outPath` attribute", [&] {
        e_.force(*path);
        write_standing_for(*path, at, copy_to_store, through_to_string);
      });
    }
    if (through_to_string) {
      e_.error(Code::TypeMismatch, pos, "`__toString` must return a string, but got {}: {}",
               Evaluator::type_name(set), e_.show(set));
    }
    write_object(set, copy_to_store);
  }

  void write_standing_for(V v, Pos pos, bool copy_to_store, bool through_to_string) {
    if (Evaluator::is_attrs(v)) return write_peeled(v, pos, copy_to_store, through_to_string);
    if (through_to_string && !Evaluator::is_string(v) && !Evaluator::is_path(v)) {
      e_.error(Code::TypeMismatch, pos, "`__toString` should return a string, but got {}: {}",
               Evaluator::type_name(v), e_.show(v));
    }
    // A path that `__toString` gives is not imported, as it is not elsewhere.
    write(v, pos, copy_to_store && !through_to_string);
  }

  void write_object(V set, bool copy_to_store) {
    const AttrsObj* attrs = e_.flat(set);
    V* values = e_.values_of(set);
    const std::uint32_t* order = e_.by_text(attrs->shape.get());
    out_ += '{';
    for (std::uint32_t i = 0; i < attrs->shape->size; ++i) {
      Symbol name = attrs->shape->keys[order[i]];
      if (i > 0) out_ += ',';
      write_string(e_.symbols().text(name));
      out_ += ':';
      e_.within_attribute(name, e_.position_of(set, name),
                          [&] { write(values[order[i]], kNoPos, copy_to_store); });
    }
    out_ += '}';
  }

  void write_list(const ListObj* list, Pos pos, bool copy_to_store) {
    out_ += '[';
    for (std::uint32_t i = 0; i < list->size; ++i) {
      if (i > 0) out_ += ',';
      e_.within_element(i, pos, [&] { write(slots(list)[i], pos, copy_to_store); });
    }
    out_ += ']';
  }

  void write_string(std::string_view text) {
    out_ += '"';
    std::size_t plain = 0;  // begin of what needs no escape
    for (std::size_t i = 0; i < text.size();) {
      const auto byte = static_cast<unsigned char>(text[i]);
      if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
        ++i;
        continue;
      }
      if (byte >= 0x80) {
        const std::size_t length = sequence_length(text, i);
        if (length == 0) return report_malformed(text);
        i += length;
        continue;
      }
      out_.append(text, plain, i - plain);
      write_escape(byte);
      plain = ++i;
    }
    out_.append(text, plain);
    out_ += '"';
  }

  void write_escape(unsigned char byte) {
    switch (byte) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\b':
        out_ += "\\b";
        break;
      case '\t':
        out_ += "\\t";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\f':
        out_ += "\\f";
        break;
      case '\r':
        out_ += "\\r";
        break;
      default:
        out_ += fmt::format("\\u{:04x}", byte);
    }
  }

  void report_malformed(std::string_view text) {
    if (!malformed_.empty()) return;
    try {
      static_cast<void>(nlohmann::json(text).dump());
      malformed_ = "invalid UTF-8";
    } catch (const nlohmann::json::exception& failure) {
      malformed_ = failure.what();
    }
  }

  Evaluator& e_;
  bool strict_;
  ContextSet& context_;
  std::string out_;
  std::string malformed_;
};

}  // namespace

std::string value_to_json(Evaluator& evaluator, V& value, bool strict, Pos pos, ContextSet& context,
                          bool copy_to_store) {
  JsonWriter writer(evaluator, strict, context);
  writer.write(value, pos, copy_to_store);
  return writer.finish(pos);
}

}  // namespace hm
