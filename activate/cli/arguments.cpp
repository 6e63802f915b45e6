#include "activate/cli/arguments.hpp"

#include <CLI/CLI.hpp>

#include "lang/base/suggest.hpp"

namespace hm {

namespace {

std::vector<std::string> split_names(const std::string& names) {
  std::vector<std::string> result;
  std::size_t from = 0;
  while (from <= names.size()) {
    auto comma = std::min(names.find(',', from), names.size());
    result.push_back(names.substr(from, comma - from));
    from = comma + 1;
  }
  return result;
}

CLI::Option* add(CLI::App& app, const Arguments::Item& item) {
  return std::visit(
      [&](auto* target) -> CLI::Option* {
        using T = std::remove_pointer_t<decltype(target)>;
        if constexpr (std::is_same_v<T, bool>) {
          return app.add_flag(item.names, *target);
        } else if constexpr (std::is_same_v<T, int>) {
          return item.metavar.empty() ? app.add_flag(item.names, *target) : app.add_option(item.names, *target);
        } else if constexpr (std::is_same_v<T, StringPairs>) {
          return app.add_option(item.names, *target)->allow_extra_args(false);
        } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
          // One value a time: `-I a FILE` must not swallow FILE. Unless it says that it takes all that follow.
          auto* option = app.add_option(item.names, *target);
          return item.positional || item.metavar.ends_with("…") ? option : option->allow_extra_args(false);
        } else {
          return app.add_option(item.names, *target);
        }
      },
      item.target);
}

// "-30 days" is a value and never an option; it is passed through the parser under a mark.
constexpr char kMark = '\x01';

std::vector<std::string> marked_reversed(const std::vector<std::string>& words) {
  std::vector<std::string> result;
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    bool number = word->size() > 1 && (*word)[0] == '-' && std::isdigit(static_cast<unsigned char>((*word)[1]));
    result.push_back(number ? kMark + *word : *word);
  }
  return result;
}

void unmark(std::string& text) {
  if (!text.empty() && text[0] == kMark) text.erase(0, 1);
}
void unmark(std::optional<std::string>& text) {
  if (text) unmark(*text);
}
void unmark(std::vector<std::string>& texts) {
  for (auto& text : texts) unmark(text);
}
void unmark(StringPairs& pairs) {
  for (auto& [name, value] : pairs) {
    unmark(name);
    unmark(value);
  }
}
template <class T>
void unmark(T&) {}

Error unknown_word(const Arguments& arguments, std::string_view verb, const std::vector<std::string>& remaining) {
  std::string word = remaining.empty() ? "" : remaining.front();
  if (!word.starts_with('-')) {
    return fail(Code::Usage, "'{}' is one argument too many for 'hm {}'", word, verb);
  }
  std::string name = word.substr(0, word.find('='));
  Error error = fail(Code::Usage, "'hm {}' has no option '{}'", verb, name);
  std::vector<std::string> known{"--help"};
  for (const auto& item : arguments.items()) {
    if (item.positional) continue;
    for (auto& long_name : item.long_names()) known.push_back(long_name);
  }
  if (auto near = nearest(name, known)) error.hint(fmt::format("did you mean '{}'?", *near));
  error.note(fmt::format("'hm {} --help' lists its options", verb));
  return error;
}

}  // namespace

std::vector<std::string> Arguments::Item::all_names() const { return split_names(names); }

std::vector<std::string> Arguments::Item::long_names() const {
  auto result = split_names(names);
  std::erase_if(result, [](const std::string& name) { return !name.starts_with("--"); });
  return result;
}

void Arguments::flag(std::string names, bool& target, std::string help) {
  items_.push_back({std::move(names), "", std::move(help), &target, false, false, {}});
}
void Arguments::count(std::string names, int& target, std::string help) {
  items_.push_back({std::move(names), "", std::move(help), &target, false, false, {}});
}
void Arguments::option(std::string names, std::string metavar, Target target, std::string help) {
  items_.push_back({std::move(names), std::move(metavar), std::move(help), target, false, false, {}});
}
void Arguments::choice(std::string names, std::vector<std::string> choices, std::string& target, std::string help) {
  std::string metavar;
  for (const auto& c : choices) (metavar += metavar.empty() ? "" : "|") += c;
  items_.push_back({std::move(names), metavar, std::move(help), &target, false, false, std::move(choices)});
}
void Arguments::positional(std::string name, Target target, std::string help) {
  items_.push_back({std::move(name), "", std::move(help), target, true, false, {}});
}
void Arguments::required(std::string name, Target target, std::string help) {
  items_.push_back({std::move(name), "", std::move(help), target, true, true, {}});
}

Status Arguments::parse(std::string_view verb, const std::vector<std::string>& words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras(false);
  for (const auto& item : items_) {
    CLI::Option* option = add(app, item);
    if (item.required) option->required();
    if (!item.choices.empty()) option->check(CLI::IsMember(item.choices));
  }
  try {
    app.parse(marked_reversed(words));  // last word first, as CLI11 wants them
  } catch (const CLI::ExtrasError&) {
    return unknown_word(*this, verb, app.remaining());
  } catch (const CLI::ParseError& e) {
    return fail(Code::Usage, "hm {}: {}", verb, e.what()).note(fmt::format("'hm {} --help' shows what it takes", verb));
  }
  for (auto& item : items_) std::visit([](auto* target) { unmark(*target); }, item.target);
  return {};
}

}  // namespace hm
