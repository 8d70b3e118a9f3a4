/* One season of all households in plain C: the yardstick for the compiled kernel of outgrow.system.
 *
 * The arithmetic is that of outgrow.vocabulary.portable and outgrow.system.household, operation by operation, so the
 * sums are equal to the last bit. Compile with -ffp-contract=off: a fused multiply-add rounds once where two operations
 * round twice.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { VILLAGE = 128, MEASURES = 45, WOMAN = 1, SMALL = 2, ELIGIBLE = 4, MEMBER = 1, TRAINED = 2, BARRED = 4 };

/* ---- portable mathematics ---- */

static const double SHIFT = 6755399441055744.0, TWO52 = 4503599627370496.0;
static const int64_t SHIFT_BITS = 0x4338000000000000, TWO52_BITS = 0x4330000000000000;
static const int64_t MANTISSA = 0x000FFFFFFFFFFFFF, HALF_BITS = 0x3FE0000000000000;
static const double LN2_HIGH = 0.6931471803691238, LN2_LOW = 1.9082149292705877e-10;

static inline int64_t to_bits(double x) { int64_t bits; memcpy(&bits, &x, 8); return bits; }
static inline double from_bits(int64_t bits) { double x; memcpy(&x, &bits, 8); return x; }

static inline double exponential(double x) {
    x = x < 708.0 ? x : 708.0;
    x = x > -708.0 ? x : -708.0;
    double shifted = x * 1.4426950408889634 + SHIFT;
    double k = shifted - SHIFT;
    double r = (x - k * LN2_HIGH) - k * LN2_LOW;
    double p = r * 1.6059043836821613e-10 + 2.08767569878681e-09;
    p = p * r + 2.505210838544172e-08;
    p = p * r + 2.755731922398589e-07;
    p = p * r + 2.7557319223985893e-06;
    p = p * r + 2.48015873015873e-05;
    p = p * r + 0.0001984126984126984;
    p = p * r + 0.001388888888888889;
    p = p * r + 0.008333333333333333;
    p = p * r + 0.041666666666666664;
    p = p * r + 0.16666666666666666;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    return p * from_bits((int64_t)((uint64_t)(to_bits(shifted) - SHIFT_BITS + 1023) << 52));
}

static inline double logarithm(double x) {
    int64_t bits = to_bits(x);
    double mantissa = from_bits((bits & MANTISSA) | HALF_BITS);
    double exponent = from_bits((bits >> 52) | TWO52_BITS) - (TWO52 + 1022.0);
    int small = mantissa < 0.7071067811865476;
    exponent = small ? exponent - 1.0 : exponent;
    double m = small ? mantissa + mantissa : mantissa;
    double s = (m - 1.0) / (m + 1.0);
    double q = s * s;
    double p = q * 0.09523809523809523 + 0.10526315789473684;
    p = p * q + 0.11764705882352941;
    p = p * q + 0.13333333333333333;
    p = p * q + 0.15384615384615385;
    p = p * q + 0.18181818181818182;
    p = p * q + 0.2222222222222222;
    p = p * q + 0.2857142857142857;
    p = p * q + 0.4;
    p = p * q + 0.6666666666666666;
    double series = s * 2.0 + s * (q * p);
    return exponent * LN2_HIGH + (series + exponent * LN2_LOW);
}

static inline void sin_cos_turn(double u, double *sine, double *cosine) {
    double shifted = u * 4.0 + SHIFT;
    double r = (u - (shifted - SHIFT) * 0.25) * 6.283185307179586;
    double q = r * r;
    double s = q * -7.647163731819816e-13 + 1.6059043836821613e-10;
    s = s * q - 2.505210838544172e-08;
    s = s * q + 2.7557319223985893e-06;
    s = s * q - 0.0001984126984126984;
    s = s * q + 0.008333333333333333;
    s = s * q - 0.16666666666666666;
    s = s * q + 1.0;
    s = s * r;
    double c = q * 4.779477332387385e-14 - 1.1470745597729725e-11;
    c = c * q + 2.08767569878681e-09;
    c = c * q - 2.755731922398589e-07;
    c = c * q + 2.48015873015873e-05;
    c = c * q - 0.001388888888888889;
    c = c * q + 0.041666666666666664;
    c = c * q - 0.5;
    c = c * q + 1.0;
    int64_t quarter = to_bits(shifted) & 3;
    int odd = (quarter & 1) == 1;
    double first = odd ? c : s, second = odd ? s : c;
    *sine = quarter >= 2 ? -first : first;
    *cosine = (quarter == 1) || (quarter == 2) ? -second : second;
}

static inline double uniform_of(uint64_t word) {
    return ((from_bits((int64_t)(word | (uint64_t)TWO52_BITS)) - TWO52) + 0.5) * 0x1p-32;
}

/* ---- random numbers: Philox4x32-10 and Box-Muller ---- */

typedef struct { double weather[VILLAGE], spot[VILLAGE], choice[VILLAGE], place[VILLAGE]; } Luck;

static inline double mean_one(double score, double spread) {
    return exponential(score * spread - 0.5 * spread * spread);
}

static inline void draw_luck(uint64_t start, const uint64_t key[5], double weather_spread, double spot_spread,
                             Luck *luck) {
    const uint64_t mask = 0xFFFFFFFF;
    for (int lane = 0; lane < VILLAGE; lane++) {
        uint64_t c0 = (start + (uint64_t)lane) & mask, c1 = key[0], c2 = key[1], c3 = key[2];
        uint64_t k0 = key[3], k1 = key[4];
        for (int round = 0; round < 10; round++) {
            uint64_t product0 = 0xD2511F53u * c0, product1 = 0xCD9E8D57u * c2;
            c0 = (product1 >> 32) ^ c1 ^ k0;
            c2 = (product0 >> 32) ^ c3 ^ k1;
            c1 = product1 & mask;
            c3 = product0 & mask;
            k0 = (k0 + 0x9E3779B9u) & mask;
            k1 = (k1 + 0xBB67AE85u) & mask;
        }
        double sine, cosine, radius = sqrt(logarithm(uniform_of(c0)) * -2.0);
        sin_cos_turn(uniform_of(c1), &sine, &cosine);
        double chance = uniform_of(c2);
        luck->weather[lane] = mean_one(radius * cosine, weather_spread);
        luck->spot[lane] = mean_one(radius * sine, spot_spread);
        luck->choice[lane] = logarithm(chance / (1.0 - chance));
        luck->place[lane] = uniform_of(c3);
    }
}

/* ---- the household's season ---- */

typedef struct { /* the fields of outgrow.system.household.Terms, in their order */
    double cover_rate, upkeep, train_rate, fidelity, learning, forgetting, follow_up, leaning, per_gain, per_peer,
        per_trust, inertia, own_knowledge, charges, weather_spread, pool, pool_without, first, deferred,
        premium, spot, spot_spread, first_without, deferred_without, spot_without, supplied_before, bond, trust_without,
        side_part, stake, rejection, rejection_trained, turned, received, production_cost, practice_cost, enforcement,
        credit, owed, fine, exclusion, premium_promised, premium_settled;
} Terms;

typedef struct { double peers, trust, belief, weather, spot; } Village;

static inline double sells_aside(double offer, double promised, double bond, double part, double volume, double stake) {
    return (offer - promised - bond) * (part * volume) > stake ? 1.0 : 0.0;
}

static inline double credit_repaid(double under, double aside, const Terms *t) {
    return under * (aside > 0.5 ? t->enforcement * (t->owed + t->fine) : t->owed);
}

static inline double crop_costs(double volume, double base, double delivered, double freight, const Terms *t) {
    double extra = volume > base ? volume - base : 0.0;
    return volume * t->production_cost + extra * t->practice_cost + delivered * freight;
}

static inline void households(uint64_t start, uint64_t size, const Village *v, const Terms *terms, const Luck *luck,
                              const double *restrict columns, const uint8_t *restrict flags, uint8_t *restrict state,
                              double *restrict skill_of, double rows[MEASURES][VILLAGE]) {
    const Terms terms_here = *terms, *t = &terms_here;
    const double *volume_of = columns + start, *effect_of = volume_of + size, *deferred_of = effect_of + size;
    const double *freight_of = deferred_of + size, *other_of = freight_of + size, *persons_of = other_of + size;
    const double *need_of = persons_of + size, *weight_of = need_of + size;
    flags += start, state += start, skill_of += start;
    for (int lane = 0; lane < VILLAGE; lane++) {
        double usual = volume_of[lane], effect = effect_of[lane], deferred_value = deferred_of[lane];
        double freight = freight_of[lane], other_income = other_of[lane], persons = persons_of[lane];
        double need = need_of[lane], w = weight_of[lane];
        double woman = flags[lane] & WOMAN ? 1.0 : 0.0, smallest = flags[lane] & SMALL ? 1.0 : 0.0;
        double eligible = flags[lane] & ELIGIBLE ? 1.0 : 0.0;
        double was_member = state[lane] & MEMBER ? 1.0 : 0.0, was_trained = state[lane] & TRAINED ? 1.0 : 0.0;
        double was_barred = state[lane] & BARRED ? 1.0 : 0.0, place = luck->place[lane];

        /* join or leave */
        double contract = t->first + deferred_value * t->deferred;
        double unit_margin = contract - freight - t->production_cost;
        double believed = t->own_knowledge * effect + (1.0 - t->own_knowledge) * v->belief;
        double prospect = was_trained > 0.5 ? 1.0 : t->train_rate;
        double better = (1.0 - t->supplied_before) * ((1.0 - t->rejection) * (contract - t->spot) - freight);
        double premium = t->premium * (1.0 - t->rejection);
        double gain = usual * (prospect * believed * (unit_margin - t->practice_cost) + premium + better)
                      - t->charges;
        double odds = t->leaning + t->per_gain * gain + t->per_peer * v->peers + t->per_trust * (v->trust - 0.5);
        double leaning = was_member > 0.5 ? odds + t->inertia : odds - t->inertia;
        double offered = place < t->cover_rate ? 1.0 : 0.0, upheld = place < t->upkeep ? 1.0 : 0.0;
        double may = was_member > 0.5 ? upheld : eligible * (1.0 - was_barred) * offered;
        double member = luck->choice[lane] < leaning ? may : 0.0;
        double reached = place < t->train_rate ? 1.0 : 0.0;
        double trained = was_member * member * (1.0 - was_trained) * reached > 0.5 ? 1.0 : was_trained;
        double skill = skill_of[lane];
        double gap_to_learn = t->fidelity > skill ? t->fidelity - skill : 0.0;
        skill = skill + trained * t->learning * gap_to_learn - t->forgetting * skill * (1.0 - trained * (t->follow_up * member));

        /* produce */
        double shock = luck->weather[lane] * v->weather;
        double base = usual * shock * t->pool;
        double lift = effect * skill;
        double volume = base * (1.0 + lift);
        double volume_without = usual * shock * t->pool_without;

        /* sell */
        double under = member > 0.5 ? 1.0 : t->supplied_before;
        double offer = t->spot * v->spot * luck->spot[lane];
        double promised = contract + t->premium * member;
        double aside = sells_aside(offer, promised, t->bond * v->trust, t->side_part, volume, t->stake);
        double kept_back = volume * (under > 0.5 ? aside * t->side_part : 1.0);
        double delivered = volume - kept_back;
        double shown = skill * member;
        double by_standard = t->rejection + (t->rejection_trained - t->rejection) * (shown < 1.0 ? shown : 1.0);
        double refused = 1.0 - (1.0 - by_standard) * (1.0 - t->turned);
        double accepted = delivered * (1.0 - refused);
        double excluded = member * aside * (place > 1.0 - t->exclusion ? 1.0 : 0.0);

        /* sell, without the initiative */
        double offer_without = t->spot_without * v->spot * luck->spot[lane];
        double promised_without = t->first_without + deferred_value * t->deferred_without;
        double aside_without = sells_aside(offer_without, promised_without, t->bond * t->trust_without, t->side_part,
                                           volume_without, t->stake);
        double kept_back_without = volume_without * (t->supplied_before > 0.5 ? aside_without * t->side_part : 1.0);
        double delivered_without = volume_without - kept_back_without;
        double accepted_without = delivered_without * (1.0 - t->rejection);

        /* settle */
        double due = delivered * (1.0 - by_standard) * (t->first + t->deferred + t->premium_promised * member);
        double premium_paid = accepted * (t->premium_settled * member) * t->received;
        double paid = accepted * (t->first + t->deferred) * t->received + premium_paid;
        double repaid = credit_repaid(under, aside, t);
        double costs = crop_costs(volume, base, delivered, freight, t);
        double cash_sales = (volume - accepted) * offer;
        double income = other_income + paid + cash_sales - costs + under * t->credit - t->charges * member - repaid;
        double paid_without = accepted_without * (t->first_without + t->deferred_without) * t->received;
        double repaid_without = credit_repaid(t->supplied_before, aside_without, t);
        double costs_without = crop_costs(volume_without, volume_without, delivered_without, freight, t);
        double income_without = other_income + paid_without + (volume_without - accepted_without) * offer_without
                                - costs_without + t->supplied_before * t->credit - repaid_without;

        /* account */
        double wm = w * member;
        double gap = income < need ? 1.0 - income / need : 0.0, weighted = persons * gap;
        double gap_without = income_without < need ? 1.0 - income_without / need : 0.0;
        double weighted_without = persons * gap_without;
        double w_income = w * income, w_income_without = w * income_without;
        double outside = 1.0 - member;
        double barred = excluded > 0.5 ? 1.0 : was_barred;
        state[lane] = (uint8_t)((member - excluded) * MEMBER + trained * TRAINED + barred * BARRED);
        skill_of[lane] = skill;
        rows[0][lane] = wm;
        rows[1][lane] = w * trained;
        rows[2][lane] = wm * (1.0 - was_member);
        rows[3][lane] = w * (was_member * outside + excluded);
        rows[4][lane] = w * volume;
        rows[5][lane] = w * accepted;
        rows[6][lane] = w * kept_back;
        rows[7][lane] = wm * volume;
        rows[8][lane] = wm * accepted;
        rows[9][lane] = wm * accepted_without;
        rows[10][lane] = wm * kept_back;
        rows[11][lane] = wm * (income - income_without);
        rows[12][lane] = w_income;
        rows[13][lane] = w_income * woman;
        rows[14][lane] = w_income * smallest;
        rows[15][lane] = w_income * outside;
        rows[16][lane] = w_income_without * outside;
        rows[17][lane] = income < need ? persons : 0.0;
        rows[18][lane] = weighted;
        rows[19][lane] = weighted * gap;
        rows[20][lane] = persons * member;
        rows[21][lane] = (income < need ? persons : 0.0) * member;
        rows[22][lane] = weighted * member;
        rows[23][lane] = weighted * gap * member;
        rows[24][lane] = (income_without < need ? persons : 0.0) * member;
        rows[25][lane] = weighted_without * member;
        rows[26][lane] = weighted_without * gap_without * member;
        rows[27][lane] = w * trained * lift;
        rows[28][lane] = w * paid;
        rows[29][lane] = w * premium_paid;
        rows[30][lane] = w * repaid;
        rows[31][lane] = w * barred;
        rows[32][lane] = w * under;
        rows[33][lane] = w * (delivered * refused);
        rows[34][lane] = w * due;
        rows[35][lane] = w * cash_sales;
        rows[36][lane] = w * (delivered * freight);
        rows[37][lane] = w * costs;
        rows[38][lane] = w * volume_without;
        rows[39][lane] = w_income_without;
        rows[40][lane] = w_income_without * woman;
        rows[41][lane] = w_income_without * smallest;
        rows[42][lane] = income_without < need ? persons : 0.0;
        rows[43][lane] = weighted_without;
        rows[44][lane] = weighted_without * gap_without;
    }
}

/* ---- sums over a village, by halving ---- */

static inline double sum_of(double *row) {
    for (int half = VILLAGE / 2; half > 0; half /= 2)
        for (int lane = 0; lane < half; lane++) row[lane] += row[half + lane];
    return row[0];
}

/* Villages `first` to `last` - 1; columns are (8, size), villages (5, count), sums (count, MEASURES), row by row. */
void season(int64_t first, int64_t last, int64_t size, int64_t count, const uint64_t *key, const Terms *terms,
            const double *columns, const uint8_t *flags, const double *villages, uint8_t *state, double *skill,
            double *sums) {
    _Alignas(64) Luck luck; /* a vector that straddles two cache lines costs twice */
    _Alignas(64) double rows[MEASURES][VILLAGE];
    for (int64_t village = first; village < last; village++) {
        uint64_t start = (uint64_t)village * VILLAGE;
        const double *v = villages + village;
        Village here = {v[0], v[count], v[2 * count], v[3 * count], v[4 * count]};
        draw_luck(start, key, terms->weather_spread, terms->spot_spread, &luck);
        households(start, (uint64_t)size, &here, terms, &luck, columns, flags, state, skill, rows);
        for (int measure = 0; measure < MEASURES; measure++)
            sums[village * MEASURES + measure] = sum_of(rows[measure]);
    }
}
