"""Tables of names, towns and goods in East Asian encodings, to measure how they are recognised.

``TUNED`` is about the matters that the characters were listed for: names, towns and goods.
``HELD_OUT`` is about others, and no list and no number was changed for it: hospitals, food,
rivers, weather, rare surnames, offices.
"""

from __future__ import annotations

import random

ENCODINGS = ("shift_jis", "euc_jp", "gb18030", "cp950", "cp949")
ROWS = (3, 10, 50, 200)
_LANGUAGE = {"shift_jis": "ja", "euc_jp": "ja", "gb18030": "zh", "cp950": "tw", "cp949": "ko"}

Columns = dict[str, tuple[str, str]]
"""A language gives two columns of words, separated by blanks; two words of each make a cell."""

TUNED: dict[str, Columns] = {
    "ja": {
        "names": (
            "山田 佐藤 鈴木 高橋 田中 渡辺 伊藤 中村 小林 加藤",
            "太郎 花子 健一 美咲 翔太 直樹",
        ),
        "towns": (
            "東京都 大阪府 京都府 北海道 愛知県 福岡県",
            "中央区 港区 西宮市 札幌市 名古屋市",
        ),
        "goods": ("木製 鉄製 小型 大型 高級 業務用", "机 椅子 本棚 冷蔵庫 洗濯機 電球 毛布"),
    },
    "zh": {
        "names": ("王 李 张 刘 陈 杨 黄 赵 吴 周", "伟 芳 娜 秀英 敏 静 丽 强 磊 军 洋"),
        "towns": ("北京市 上海市 广东省 浙江省 四川省", "朝阳区 广州市 杭州市 成都市 海淀区"),
        "goods": ("木制 金属 小型 大型 高级 家用", "桌子 椅子 书架 冰箱 洗衣机 灯泡 毛毯"),
    },
    "tw": {
        "names": ("陳 林 黃 張 李 王 吳 劉 蔡 楊", "怡君 志明 淑芬 俊傑 雅婷 家豪 美玲"),
        "towns": ("臺北市 新北市 桃園市 臺中市 高雄市", "中山區 板橋區 中壢區 西屯區 左營區"),
        "goods": ("木製 金屬 小型 大型 高級 家用", "桌子 椅子 書架 冰箱 洗衣機 燈泡 毛毯"),
    },
    "ko": {
        "names": ("김 이 박 최 정 강 조 윤 장 임", "민수 영희 지훈 서연 현우 수진 예린"),
        "towns": ("서울특별시 부산광역시 경기도 강원도", "종로구 해운대구 수원시 춘천시 강남구"),
        "goods": ("나무 철제 소형 대형 고급 업소용", "책상 의자 책장 냉장고 세탁기 전구 담요"),
    },
}

HELD_OUT: dict[str, Columns] = {
    "ja": {
        "wards": ("内科 外科 小児科 眼科 皮膚科 耳鼻科", "初診 再診 入院 手術 検査 退院 転院"),
        "food": ("味噌 醤油 豆腐 大根 人参 玉葱 椎茸 鶏肉", "煮物 焼物 汁 定食 弁当 漬物 炒飯"),
        "rivers": ("利根川 信濃川 木曽川 最上川 筑後川 琵琶湖", "上流 下流 増水 渇水 堤防 水門"),
        "weather": ("晴天 曇天 雷雨 積雪 濃霧 強風 快晴", "朝 夕方 深夜 正午 未明 午前 午後"),
        "people": ("黒澤 藤原 斎藤 五十嵐 長谷川 東海林 服部", "慎吾 由美子 康平 千尋 雅人 陽菜"),
        "firms": ("株式会社 有限会社 合同会社", "丸山製作所 日新電機 朝日運輸 松風堂 三栄化学"),
    },
    "zh": {
        "wards": ("内科 外科 儿科 眼科 皮肤科 骨科", "初诊 复诊 住院 手术 检查 出院 转院"),
        "food": ("豆腐 萝卜 白菜 牛肉 鸡蛋 土豆 茄子 香菇", "炒饭 汤面 红烧 清蒸 凉拌 水饺"),
        "rivers": ("长江 黄河 珠江 淮河 松花江 洞庭湖", "上游 下游 涨水 枯水 堤坝 水闸"),
        "weather": ("晴天 多云 雷阵雨 大雪 浓雾 台风 霜冻", "早晨 傍晚 深夜 中午 凌晨 下午"),
        "people": ("欧阳 司马 诸葛 慕容 潘 郝 龚 邵", "建国 雪梅 浩然 子轩 梦瑶 晓东"),
        "firms": ("有限公司 股份公司 工厂 合作社", "恒通贸易 鸿达机械 瑞丰食品 天元科技 顺风运输"),
    },
    "tw": {
        "wards": ("內科 外科 小兒科 眼科 皮膚科 骨科", "初診 複診 住院 手術 檢查 出院 轉院"),
        "food": ("豆腐 蘿蔔 白菜 牛肉 雞蛋 馬鈴薯 茄子", "炒飯 湯麵 滷味 清蒸 便當 水餃"),
        "rivers": ("淡水河 濁水溪 高屏溪 大甲溪 日月潭", "上游 下游 漲水 枯水 堤防 水閘"),
        "weather": ("晴天 多雲 雷陣雨 大雪 濃霧 颱風 寒流", "早晨 傍晚 深夜 中午 凌晨 下午"),
        "people": ("歐陽 司馬 諸葛 鄭 謝 許 郭 曾", "建國 雪梅 浩然 宗翰 詩涵 冠宇"),
        "firms": ("有限公司 股份公司 工廠 合作社", "恆通貿易 鴻達機械 瑞豐食品 天元科技 順風運輸"),
    },
    "ko": {
        "wards": ("내과 외과 소아과 안과 피부과 정형외과", "초진 재진 입원 수술 검사 퇴원 전원"),
        "food": ("두부 무 배추 쇠고기 계란 감자 가지 버섯", "볶음밥 국수 찌개 구이 도시락 만두"),
        "rivers": ("한강 낙동강 금강 영산강 섬진강 소양호", "상류 하류 홍수 갈수 제방 수문"),
        "weather": ("맑음 흐림 소나기 폭설 안개 강풍 서리", "아침 저녁 심야 정오 새벽 오후"),
        "people": ("남궁 황보 제갈 선우 곽 맹 탁 허", "동현 은주 태형 하늘 슬기 보람"),
        "firms": (
            "주식회사 유한회사 공장 협동조합",
            "대한무역 삼진기계 동방식품 한빛전자 태양운수",
        ),
    },
}


def table_of(words: tuple[str, str], rows: int, seed: int) -> str:
    """Return a table with an id, two cells of words, a code and a number."""
    draw = random.Random(seed)  # noqa: S311 - a table for a test
    first, second = (each.split() for each in words)
    lines = [
        f"{1000 + at},{draw.choice(first)}{draw.choice(second)},{draw.choice(second)},"
        f"K-{draw.randrange(99):02},{draw.random() * 900:.1f}"
        for at in range(rows)
    ]
    return "\n".join(["id,name,kind,code,n", *lines, ""])


def tables(which: dict[str, Columns], encoding: str) -> list[bytes]:
    """Return tables of each matter and size, stored in an encoding."""
    matters = which[_LANGUAGE[encoding]].values()
    return [
        table_of(words, rows, seed).encode(encoding)
        for words in matters
        for rows in ROWS
        for seed in range(3)
    ]
