// Small random expressions of the language that mostly mean something: made by type, with a wrong type now
// and then. The same seed gives the same expressions.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace hm::test {

class ExpressionGenerator {
 public:
  explicit ExpressionGenerator(std::uint64_t seed) : random_(seed) {}

  // One expression on one line, closed, whose value is a string that says what the expression came to.
  std::string next();

 private:
  enum Type { Int, Bool, String, Float, List, Attrs, Function, Derivation, kTypes };
  struct Variable {
    std::string name;
    Type type;
  };

  unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <class... T>
  std::string pick(T... choices) {
    const std::string all[] = {std::string(choices)...};
    return all[below(sizeof...(T))];
  }
  // True in `percent` of the expressions of this kind that may go wrong, else rarely.
  bool carelessly(unsigned percent) { return careless_ && chance(percent); }
  Type any() {
    const Type type = static_cast<Type>(below(kTypes));
    return type == Float && exact_ ? Int : type;
  }

  std::string make(Type type);
  std::string simple(Type type);
  std::string wrong();
  std::string structural(Type type);
  std::string literal(Type type);
  std::string integer();
  std::string boolean();
  std::string string();
  std::string text();
  std::string interpolated();
  std::string floating();
  std::string list();
  std::string elements(Type type);
  std::string attrs();
  std::string literal_attrs();
  std::string function();
  std::string derivation();
  std::string name();
  std::string bind(const std::string& variable, Type type, Type body);

  std::mt19937_64 random_;
  std::vector<Variable> scope_;
  unsigned depth_ = 0;
  bool exact_ = false;  // no fractions: what is made may end in JSON
  bool careless_ =
      false;  // this expression may fail in ordinary ways: an index beyond the end, a missing attribute
  bool mistake_ = false;  // still to be made in this expression
};

}  // namespace hm::test
