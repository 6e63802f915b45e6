// The builtins against the reference implementation: the expressions of agreed_expressions.txt, and generated
// ones.
#include <gtest/gtest.h>

#include <random>

#include "tests/support/nix_oracle.hpp"
#include "tests/unit/builtins/evaluate.hpp"

namespace {

using hm::test::evaluate;

constexpr std::size_t kBatch = 40;  // expressions evaluated by one process

std::string by_reference(const std::string& expression) {
  static const hm::test::NixOracle oracle;
  // The real store directory, so that store paths are recognised; evaluation does not touch it.
  const hm::test::CommandResult result = hm::test::run_command(
      "cd / && env -u NIX_PATH NIX_CONF_DIR=" + oracle.scratch().string() +
      " XDG_CONFIG_HOME=" + oracle.scratch().string() + " XDG_CACHE_HOME=" + oracle.scratch().string() +
      " nix-instantiate --store dummy:// --eval --strict --expr " + hm::test::quoted(expression) +
      " 2>/dev/null");
  return result.status == 0 ? result.out : "failure\n";
}

std::string by_hm(const std::string& expression) {
  const hm::test::Outcome outcome = evaluate(expression);
  return outcome.ok ? outcome.text + "\n" : "failure\n";
}

// Compares whole lists first and looks at single expressions only where one differs.
void expect_same(const std::vector<std::string>& expressions) {
  for (std::size_t begin = 0; begin < expressions.size(); begin += kBatch) {
    const std::size_t end = std::min(expressions.size(), begin + kBatch);
    std::string list = "[\n";
    for (std::size_t i = begin; i < end; ++i) list += "(" + expressions[i] + ")\n";
    list += "]";
    const std::string expected = by_reference(list);
    if (expected != "failure\n" && expected == by_hm(list)) continue;
    for (std::size_t i = begin; i < end; ++i)
      EXPECT_EQ(by_hm(expressions[i]), by_reference(expressions[i])) << expressions[i];
  }
}

TEST(Oracle, AgreedExpressions) {
  HM_NEEDS_NIX();
  std::istringstream lines(hm::test::read_text(HM_SOURCE_DIR "/tests/unit/builtins/agreed_expressions.txt"));
  std::vector<std::string> expressions;
  for (std::string line; std::getline(lines, line);) {
    if (!line.empty() && line[0] != '#') expressions.push_back(line);
  }
  ASSERT_GT(expressions.size(), 200u);
  expect_same(expressions);
}

// A seeded source of small expressions.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string regex() {
    std::string texts;
    for (int i = 0; i < 5; ++i) texts += quoted(word("aaabbbcc. ]x-", 9)) + " ";
    const char* function = below(2) ? "match" : "split";
    return std::string("map (builtins.") + function + " " + quoted(pattern(0)) + ") [ " + texts + "]";
  }
  std::string replacement() {
    std::string from, to;
    for (unsigned n = below(5); n > 0; --n) {
      from += quoted(word("ab", 3)) + " ";
      to += quoted(word("AB", 3)) + " ";
    }
    return "builtins.replaceStrings [ " + from + "] [ " + to + "] " + quoted(word("ab", 12));
  }
  std::string substring() {
    return "builtins.substring " + std::to_string(below(9)) + " (" +
           std::to_string(static_cast<int>(below(10)) - 1) + ") " + quoted(word("abcdef", 8));
  }
  std::string versions() { return "builtins.compareVersions " + quoted(version()) + " " + quoted(version()); }
  std::string number() {
    const std::string text = std::to_string(below(100000)) + "." + std::to_string(below(1000000)) + "e" +
                             std::to_string(static_cast<int>(below(30)) - 15);
    return "let x = " + (text[0] == '0' ? "0.0" : text) +
           "; in [ x (toString x) (builtins.toXML x) (x < 1) ]";
  }
  std::string arithmetic() {
    static const char* operators[] = {"+", "-", "*", "<", "<=", "==", "!=", ">"};
    return "(" + integer() + ") " + operators[below(8)] + " (" + integer() + ")";
  }
  std::string sorting() {
    std::string items;
    for (unsigned n = below(20); n > 0; --n)
      items += "{ k = " + std::to_string(below(5)) + "; v = " + std::to_string(n) + "; } ";
    return "map (x: x.v) (builtins.sort (a: b: a.k < b.k) [ " + items + "])";
  }

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  std::string word(const std::string& letters, unsigned most) {
    std::string text;
    for (unsigned n = below(most + 1); n > 0; --n)
      text += letters[below(static_cast<unsigned>(letters.size()))];
    return text;
  }
  static std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (char c : text) out += c == '\\' || c == '"' ? std::string("\\") + c : std::string(1, c);
    return out + "\"";
  }
  std::string pattern(int depth) {
    static const char* atoms[] = {"a",           "b",   "c", ".",    "[ab]", "[^a]", "[a-c]",
                                  "[[:alpha:]]", "\\.", "x", "[]a]", "[b-]", "[.]"};
    static const char* quantifiers[] = {"", "", "", "", "*", "+", "?", "{1,2}", "{2}"};
    std::string out;
    for (unsigned n = 1 + below(4); n > 0; --n) {
      out += depth < 3 && below(5) == 0 ? "(" + pattern(depth + 1) + ")" : atoms[below(13)];
      out += quantifiers[below(9)];
      if (below(12) == 0) out += "|" + std::string(atoms[below(13)]);
    }
    return out;
  }
  std::string version() {
    static const char* parts[] = {"1", "2", "10", "pre", "a", "rc1", "", "-3", "1a", "0", "007"};
    std::string out;
    for (unsigned n = below(5); n > 0; --n) out += std::string(parts[below(11)]) + (n > 1 ? "." : "");
    return out;
  }
  std::string integer() {
    const unsigned size = 1 + below(9);
    std::string digits = std::to_string(1 + below(9));
    for (unsigned i = 1; i < size; ++i) digits += static_cast<char>('0' + below(10));
    return below(2) ? digits : "-" + digits;
  }

  std::mt19937 random_;
};

TEST(Oracle, GeneratedExpressions) {
  HM_NEEDS_NIX();
  const char* chosen = std::getenv("HM_SEED");
  const unsigned seed = chosen ? static_cast<unsigned>(std::atoi(chosen)) : 1;
  SCOPED_TRACE("HM_SEED=" + std::to_string(seed));
  Generator generate(seed);
  std::vector<std::string> expressions;
  for (int i = 0; i < 80; ++i) {
    expressions.push_back(generate.regex());
    expressions.push_back(generate.replacement());
    expressions.push_back(generate.substring());
    expressions.push_back(generate.versions());
    expressions.push_back(generate.number());
    expressions.push_back(generate.arithmetic());
    expressions.push_back(generate.sorting());
  }
  expect_same(expressions);
}

}  // namespace
