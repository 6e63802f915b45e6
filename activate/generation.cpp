#include "activate/generation.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <ctime>

#include "activate/ledger.hpp"

namespace hm::activate {
namespace {

// More than anyone makes; numbers stay far from where they would wrap around.
constexpr GenerationNumber kMostGenerations = 1'000'000'000'000;

std::optional<GenerationNumber> number_of(std::string_view name) {
  constexpr std::string_view head = "home-", tail = "-link";
  if (!name.starts_with(head) || !name.ends_with(tail) || name.size() <= head.size() + tail.size()) return {};
  name.remove_prefix(head.size());
  name.remove_suffix(tail.size());
  GenerationNumber number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  // One spelling a number: "home-07-link" is not hm's.
  if (error != std::errc() || end != name.data() + name.size() || number == 0 || name[0] == '0') return {};
  if (number > kMostGenerations) return {};
  return number;
}

Error bad_when(std::string_view text) {
  return fail(Code::Usage, "'{}' is not a point in time", text)
      .hint("write '-30 days', a date such as '2026-01-31', or 'now'");
}

Result<std::int64_t> parse_relative(std::string_view text, std::int64_t now) {
  std::string_view rest = text.substr(1);
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
  if (error != std::errc() || count < 0 || count > 1'000'000'000) return bad_when(text);
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  if (rest.ends_with(" ago")) rest.remove_suffix(4);
  constexpr std::int64_t day = 86'400;
  const std::pair<std::string_view, std::int64_t> units[] = {
      {"second", 1},       {"sec", 1},        {"s", 1},       {"minute", 60},
      {"min", 60},         {"hour", 3'600},   {"h", 3'600},   {"day", day},
      {"d", day},          {"week", 7 * day}, {"w", 7 * day}, {"month", 30 * day},
      {"year", 365 * day}, {"y", 365 * day}};
  for (const auto& [name, seconds] : units) {
    if (rest == name ||
        (name.size() > 1 && rest.size() == name.size() + 1 && rest.starts_with(name) && rest.back() == 's')) {
      return now - count * seconds;
    }
  }
  return bad_when(text);
}

}  // namespace

std::string generation_link(GenerationNumber number) {
  return fmt::format("home-{}-link", number);
}

Result<Profile> read_profile(Fs& fs, const Fd& profiles) {
  Profile profile;
  auto text = fs.read_link(At(profiles, "home"));
  if (!text) {
    if (text.error().os_error() == ENOENT) return profile;
    return std::move(text).error();
  }
  profile.text = std::move(text).value();
  if (const auto number = number_of(profile.text)) {
    profile.number = *number;
  } else if (profile.text == "../before" || profile.text == "../after") {
    profile.between = true;
  } else {
    return fail(Code::StateDamaged, "the profile leads to '{}', which hm never writes", profile.text)
        .hint(kRepairHint);
  }
  return profile;
}

Result<std::vector<GenerationInfo>> list_generations(Fs& fs, const Fd& profiles) {
  HM_TRY(const Profile profile, read_profile(fs, profiles));
  HM_TRY(std::vector<GenerationInfo> result, numbered_links(fs, profiles));
  for (GenerationInfo& info : result) info.current = info.number == profile.number;
  return result;
}

Result<std::vector<GenerationInfo>> numbered_links(Fs& fs, const Fd& profiles) {
  HM_TRY(const std::vector<NodeEntry> entries, fs.list(profiles));
  std::vector<GenerationInfo> result;
  for (const NodeEntry& entry : entries) {
    const auto number = number_of(entry.name);
    if (!number || entry.kind != NodeKind::Symlink) continue;
    GenerationInfo info;
    info.number = *number;
    HM_TRY(info.store_path, fs.read_link(At(profiles, entry.name)));
    HM_TRY(const NodeStatus status, fs.stat(At(profiles, entry.name), Follow::No));
    info.created = status.mtime_seconds;
    result.push_back(std::move(info));
  }
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return result;
}

Result<GenerationNumber> highest_number(Fs& fs, const Fd& profiles) {
  HM_TRY(const std::vector<NodeEntry> entries, fs.list(profiles));
  GenerationNumber highest = 0;
  for (const NodeEntry& entry : entries) highest = std::max(highest, number_of(entry.name).value_or(0));
  return highest;
}

Result<std::int64_t> parse_when(std::string_view text, std::int64_t now) {
  if (text == "now") return now;
  if (text.starts_with('-')) return parse_relative(text, now);
  if (text.starts_with('@')) {
    std::int64_t at = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), at);
    if (error != std::errc() || end != text.data() + text.size()) return bad_when(text);
    return at;
  }
  std::tm date{};
  const std::string copy(text);
  for (const char* format :
       {"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"}) {
    date = {};
    date.tm_isdst = -1;
    const char* end = ::strptime(copy.c_str(), format, &date);
    if (end == nullptr || *end != '\0') continue;
    const std::tm asked = date;
    const std::time_t at = std::mktime(&date);
    // "2026-02-31" would silently become a day in March.
    if (date.tm_mday != asked.tm_mday || date.tm_mon != asked.tm_mon) return bad_when(text);
    return static_cast<std::int64_t>(at);
  }
  return bad_when(text);
}

}  // namespace hm::activate
