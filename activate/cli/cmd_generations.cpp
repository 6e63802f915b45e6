// hm generations, remove-generations, expire-generations
#include <charconv>
#include <ctime>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "activate/cli/activation.hpp"

namespace hm {

namespace {

struct GenerationsOptions {
  ActivationOptions activation;
  std::vector<std::string> numbers;
  std::string when;
  std::string keep;
  bool json = false, dry_run = false;
};

std::string local_time(std::int64_t seconds) {
  std::time_t time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  char text[32];
  if (!::localtime_r(&time, &parts) || std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M", &parts) == 0) return "";
  return text;
}

// The lines that `home-manager generations` prints, newest first.
Result<int> list(Program& program, const GenerationsOptions& o) {
  HM_TRY(auto all, activate::generations(program.fs, place_of(program)));
  Json items = Json::array();
  for (auto g = all.rbegin(); g != all.rend(); ++g) {
    if (o.json) {
      items.push_back({{"number", g->number}, {"path", g->store_path}, {"created", g->created}, {"current", g->current}});
    } else {
      put(fmt::format("{} : id {} -> {}{}\n", local_time(g->created), g->number, g->store_path, g->current ? " (current)" : ""));
    }
  }
  if (o.json) put_json("generations", 1, {{"generations", items}});
  if (!o.json && all.empty()) program.inform("There is no generation yet: hm switch makes the first.");
  return kDone;
}

Result<std::uint64_t> parse_count(const std::string& text, std::string_view what) {
  std::uint64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return fail(Code::Usage, "'{}' is not {}", text, what);
  return number;
}

int conclude_removal(const Program& program, const std::vector<activate::GenerationNumber>& removed, const GenerationsOptions& o,
                     std::string_view document) {
  if (o.json) {
    put_json(document, 1, {{"removed", removed}, {"dryRun", o.dry_run}});
    return kDone;
  }
  if (removed.empty()) {
    put("Nothing to remove.\n");
    return kDone;
  }
  std::string text;
  for (auto number : removed) text += fmt::format("{}{}", text.empty() ? "" : ", ", number);
  put(fmt::format("{} {} {}.\n", o.dry_run ? "Would remove" : "Removed", removed.size() == 1 ? "generation" : "generations", text));
  if (!o.dry_run) program.inform("What they alone needed is deleted by: hm gc");
  return kDone;
}

Result<int> remove(Program& program, const GenerationsOptions& o) {
  HM_CHECK(check_owner(program.places));
  std::vector<activate::GenerationNumber> numbers;
  for (const auto& text : o.numbers) {
    HM_TRY(auto number, parse_count(text, "the number of a generation"));
    numbers.push_back(number);
  }
  if (o.dry_run) return conclude_removal(program, numbers, o, "remove-generations");
  HM_TRY(auto removed, activate::remove_generations(program.fs, place_of(program), numbers, switch_options(program, o.activation)));
  return conclude_removal(program, removed, o, "remove-generations");
}

Result<int> expire(Program& program, const GenerationsOptions& o) {
  HM_CHECK(check_owner(program.places));
  if (o.when.empty() == o.keep.empty()) return fail(Code::Usage, "say either WHEN or --keep N").note("WHEN is a date, or '-30 days'");
  activate::Expiry expiry;
  if (!o.keep.empty()) {
    HM_TRY(auto keep, parse_count(o.keep, "a number of generations"));
    expiry.keep = keep;
  } else {
    HM_TRY(expiry.before, activate::parse_when(o.when, std::time(nullptr)));
  }
  if (o.dry_run) {
    HM_TRY(auto all, activate::generations(program.fs, place_of(program)));
    std::vector<activate::GenerationNumber> would;
    for (std::size_t i = 0; i < all.size(); ++i) {
      bool old = expiry.keep ? all.size() - i > *expiry.keep : all[i].created < *expiry.before;
      if (old && !all[i].current) would.push_back(all[i].number);
    }
    return conclude_removal(program, would, o, "expire-generations");
  }
  HM_TRY(auto removed, activate::expire_generations(program.fs, place_of(program), expiry, switch_options(program, o.activation)));
  return conclude_removal(program, removed, o, "expire-generations");
}

}  // namespace

Action declare_generations(Arguments& a) {
  auto o = std::make_shared<GenerationsOptions>();
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return list(program, *o); };
}

Action declare_remove_generations(Arguments& a) {
  auto o = std::make_shared<GenerationsOptions>();
  a.required("N", &o->numbers, "numbers of generations; the current one stays");
  a.flag("-n,--dry-run", o->dry_run, "say what would be removed");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return remove(program, *o); };
}

Action declare_expire_generations(Arguments& a) {
  auto o = std::make_shared<GenerationsOptions>();
  a.positional("WHEN", &o->when, "older than this: '-30 days', '2026-01-31'");
  a.option("--keep", "N", &o->keep, "all but the newest N");
  a.flag("-n,--dry-run", o->dry_run, "say what would be removed");
  a.flag("--json", o->json, "print as JSON");
  return [o](Program& program) { return expire(program, *o); };
}

}  // namespace hm
