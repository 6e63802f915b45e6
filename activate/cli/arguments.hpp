// What a verb takes, said once: the parser, --help, completion and "did you mean" all come from it.
//
//     [](Arguments& a) -> Action {
//       auto o = std::make_shared<Options>();
//       a.flag("-n,--dry-run", o->dry_run, "show what would change, change nothing");
//       a.option("-b,--backup", "EXT", o->backup, "keep files that are in the way as FILE.EXT");
//       return [o](Program& program) { return run(program, *o); };
//     }
//
// The targets must outlive parse(): they live in the shared options that the action holds.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "lang/base/result.hpp"

namespace hm {

using StringPairs = std::vector<std::pair<std::string, std::string>>;

class Arguments {
 public:
  using Target = std::variant<bool*, int*, std::uint64_t*, std::string*, std::optional<std::string>*,
                              std::vector<std::string>*, StringPairs*>;
  struct Item {
    std::string names;    // "-b,--backup"; positional: "FILE"
    std::string metavar;  // "" for a flag; "NAME EXPR" for a pair
    std::string help;
    Target target;
    bool positional = false;
    bool required = false;
    std::vector<std::string> choices;  // allowed values, where there are few
    std::vector<std::string> long_names() const;
    std::vector<std::string> all_names() const;
  };

  void flag(std::string names, bool& target, std::string help);
  void count(std::string names, int& target, std::string help);  // may be repeated
  void option(std::string names, std::string metavar, Target target, std::string help);
  void choice(std::string names, std::vector<std::string> choices, std::string& target, std::string help);
  void positional(std::string name, Target target, std::string help);
  void required(std::string name, Target target, std::string help);

  const std::vector<Item>& items() const { return items_; }

  // Fills the targets. Code::Usage, with the nearest option where one is unknown.
  Status parse(std::string_view verb, const std::vector<std::string>& words);

 private:
  std::vector<Item> items_;
};

}  // namespace hm
