#include "activate/conflict.hpp"

#include <algorithm>
#include <cstdint>

#include "activate/ledger.hpp"

namespace hm::activate {
namespace {

constexpr std::size_t kLargestDiffed = 1u << 20;
constexpr std::size_t kMostEdits = 4'000;
constexpr const char* kKeepBeside = "keep what is there beside the new link: `hm switch -b EXTENSION`";

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end == std::string_view::npos ? end : end + 1));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

enum class Edit : std::uint8_t { Keep, Remove, Add };

// The shortest edit script (Myers 1986), greedy, with the furthest points of each round kept for the way
// back. Empty and `found` false where it is longer than kMostEdits.
std::vector<Edit> shortest_edit(const std::vector<std::string_view>& a,
                                const std::vector<std::string_view>& b, bool& found) {
  const auto n = static_cast<std::int64_t>(a.size()), m = static_cast<std::int64_t>(b.size());
  const std::int64_t most = std::min<std::int64_t>(n + m, kMostEdits);
  std::vector<std::vector<std::int64_t>> rounds;
  std::vector<std::int64_t> furthest(static_cast<std::size_t>(2 * most + 3), 0);
  const auto at = [&](std::int64_t k) -> std::int64_t& {
    return furthest[static_cast<std::size_t>(k + most + 1)];
  };
  found = false;
  for (std::int64_t d = 0; d <= most && !found; ++d) {
    rounds.push_back(furthest);
    for (std::int64_t k = -d; k <= d; k += 2) {
      std::int64_t x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m && a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)]) ++x;
      at(k) = x;
      if (x >= n && x - k >= m) {
        found = true;
        break;
      }
    }
  }
  std::vector<Edit> edits;
  if (!found) return edits;
  std::int64_t x = n, y = m;
  for (auto d = static_cast<std::int64_t>(rounds.size()) - 1; d >= 0; --d) {
    const auto& before = rounds[static_cast<std::size_t>(d)];
    const auto old = [&](std::int64_t k) { return before[static_cast<std::size_t>(k + most + 1)]; };
    const std::int64_t k = x - y;
    const bool down = k == -d || (k != d && old(k - 1) < old(k + 1));
    const std::int64_t from_k = down ? k + 1 : k - 1;
    const std::int64_t from_x = d == 0 ? 0 : old(from_k), from_y = d == 0 ? 0 : from_x - from_k;
    while (x > from_x && y > from_y) {
      edits.push_back(Edit::Keep);
      --x, --y;
    }
    if (d == 0) break;
    edits.push_back(down ? Edit::Add : Edit::Remove);
    x = from_x, y = from_y;
  }
  std::reverse(edits.begin(), edits.end());
  return edits;
}

bool is_text(std::string_view text) {
  return text.find('\0') == std::string_view::npos;
}

void append_line(std::string& out, char mark, std::string_view line) {
  out += mark;
  out += line;
  if (!line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

std::string range(std::size_t start, std::size_t count) {
  // An empty range names the line before it.
  return count == 1 ? fmt::format("{}", start + 1)
                    : fmt::format("{},{}", count == 0 ? start : start + 1, count);
}

}  // namespace

std::string unified_diff(std::string_view old_name, std::string_view old_text, std::string_view new_name,
                         std::string_view new_text, std::size_t context) {
  if (old_text == new_text) return {};
  const std::string differ = fmt::format("{} and {} differ\n", old_name, new_name);
  if (!is_text(old_text) || !is_text(new_text) || old_text.size() + new_text.size() > kLargestDiffed)
    return differ;
  const auto a = lines_of(old_text), b = lines_of(new_text);
  bool found = false;
  const std::vector<Edit> edits = shortest_edit(a, b, found);
  if (!found) return differ;
  std::string out = fmt::format("--- {}\n+++ {}\n", old_name, new_name);
  std::size_t i = 0, x = 0, y = 0;  // position in edits, a, b
  while (i < edits.size()) {
    if (edits[i] == Edit::Keep) {
      ++i, ++x, ++y;
      continue;
    }
    // A hunk: from `context` lines before the first change to `context` after the last that is near enough.
    const std::size_t lead = std::min(context, x);
    const std::size_t start = i - lead, from_x = x - lead, from_y = y - lead;
    std::size_t end = i, quiet = 0;
    for (std::size_t k = i; k < edits.size() && quiet <= 2 * context; ++k) {
      quiet = edits[k] == Edit::Keep ? quiet + 1 : 0;
      if (quiet == 0) end = k + 1;
    }
    end = std::min(edits.size(), end + context);
    std::string body;
    std::size_t to_x = from_x, to_y = from_y;
    for (std::size_t k = start; k < end; ++k) {
      if (edits[k] == Edit::Keep) {
        append_line(body, ' ', a[to_x]);
        ++to_x, ++to_y;
      } else if (edits[k] == Edit::Remove) {
        append_line(body, '-', a[to_x++]);
      } else {
        append_line(body, '+', b[to_y++]);
      }
    }
    out += fmt::format("@@ -{} +{} @@\n", range(from_x, to_x - from_x), range(from_y, to_y - from_y)) + body;
    i = end, x = to_x, y = to_y;
  }
  return out;
}

std::string diff_of(Fs& fs, const std::string& home, const Conflict& conflict) {
  const std::string there = home + "/" + conflict.path;
  if (conflict.path != conflict.target) return {};
  auto old_text = read_text(fs, At(there), kLargestDiffed);
  auto new_text = read_text(fs, At(conflict.source), kLargestDiffed);
  if (!old_text || !new_text) return {};
  return unified_diff(there, *old_text, conflict.source, *new_text);
}

std::string describe(const Conflict& c) {
  switch (c.kind) {
    case Conflict::Kind::File:
      return fmt::format("'{}' is a file that hm did not create", c.path);
    case Conflict::Kind::Drift:
      return fmt::format("'{}' was replaced by a file since the last switch", c.path);
    case Conflict::Kind::Link:
      return fmt::format("'{}' is a symlink of yours, to '{}'", c.path, c.link);
    case Conflict::Kind::Directory:
      return c.inside.empty() ? fmt::format("'{}' is a directory that hm did not create", c.path)
                              : fmt::format("'{}' is a directory with files of yours ('{}'{})", c.path,
                                            c.inside[0], c.inside.size() > 1 ? ", …" : "");
    case Conflict::Kind::Special:
      return fmt::format("'{}' is a pipe, socket or device", c.path);
    case Conflict::Kind::ParentIsFile:
      return fmt::format("'{}' is a file, and '{}' needs a directory there", c.path, c.target);
    case Conflict::Kind::ParentIsSpecial:
      return fmt::format("'{}' is a pipe, socket or device, and '{}' needs a directory there", c.path,
                         c.target);
    case Conflict::Kind::ParentIsLink:
      return fmt::format("'{}' is a symlink to '{}'; hm does not write '{}' through it", c.path, c.link,
                         c.target);
    case Conflict::Kind::OwnState:
      return fmt::format("'{}' lies where hm keeps its own state", c.target);
  }
  return c.path;
}

std::vector<std::string> ways_out(const Conflict& c) {
  if (c.kind == Conflict::Kind::OwnState) return {"give the file another target"};
  if (c.kind == Conflict::Kind::ParentIsLink) {
    return {
        fmt::format("replace the symlink '{}' by a directory, or give the file a target outside it", c.path)};
  }
  std::vector<std::string> ways = {kKeepBeside};
  if (c.path == c.target) {
    ways.push_back(fmt::format("put it aside without asking: `force = true` on the entry of '{}'", c.target));
    if (c.kind == Conflict::Kind::File || c.kind == Conflict::Kind::Drift) {
      ways.push_back(fmt::format(
          "make its content part of the configuration: `home.file.\"{}\".source = ./…`", c.target));
    }
  }
  return ways;
}

Error conflict_error(const std::vector<Conflict>& conflicts) {
  Error error =
      conflicts.size() == 1
          ? fail(Code::Conflict, "{}", describe(conflicts[0]))
          : fail(Code::Conflict, "{} things stand in the way; nothing was changed", conflicts.size());
  if (conflicts.size() > 1) {
    for (const Conflict& c : conflicts) error.note(describe(c));
  }
  const bool backups =
      std::all_of(conflicts.begin(), conflicts.end(), [](const Conflict& c) { return c.can_back_up; });
  for (const std::string& way : ways_out(conflicts[0])) {
    // The hint below says so.
    if (backups && way == kKeepBeside) continue;
    error.note(way);
  }
  if (backups) error.hint("`hm switch -b EXT` keeps what is there beside the new links, as FILE.EXT");
  return error;
}

}  // namespace hm::activate
